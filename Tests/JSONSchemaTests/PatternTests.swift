import Testing

@testable import JSONSchema

@Suite struct PatternTests {
    @Test(arguments: [
        (#"^\w+$"#, ["a", "é1_", "ab"], ["", "a b", "a\n"]),
        (#"\d"#, ["a1", "١"], ["a", "½"]),
        (#"^#([0-9A-Fa-f]{3}){1,2}$"#, ["#abc", "#A1b2C3"], ["#ab", "#abcd", "abc"]),
        (#"a|b.c"#, ["xa", "b😀c"], ["bc", "b\nc"]),
        (#"^(?:ab?)*$"#, ["", "aab"], ["b"]),
        (#"(?i)^straße$"#, ["STRAßE", "straße"], ["STRASSE"]),
        (#"(?s)a.b"#, ["a\nb"], ["ab"]),
        (#"(?m)^b$"#, ["a\nb\nc"], ["ab"]),
        (#"[^a-c\s-]"#, ["d"], ["a", " ", "-"]),
        (#"[]a]"#, ["]", "a"], ["b"]),
        (#"\bx\b"#, ["a x b", "x"], ["ax"]),
        (#"^\p{Lu}\P{L}\x41\u{1F600}$"#, ["É1A😀"], ["é1A😀"]),
        (#"^a{2}b{1,}c{0,1}$"#, ["aab", "aabbc"], ["ab", "aacc"]),
        (#"^.+?$"#, ["a"], [""]),
        (#"\A\.\z"#, ["."], ["a"]),
    ])
    func expressionMatchesAsInRust(_ text: String, _ right: [String], _ wrong: [String]) throws {
        let pattern = try Pattern(text, as: .rust)
        for text in right {
            #expect(pattern.matches(text), "\(text)")
        }
        for text in wrong {
            #expect(!pattern.matches(text), "\(text)")
        }
    }

    @Test(arguments: [
        "(", ")", "[", "a{2", "a{3,2}", "*", "(?=a)", "(?<=a)", #"\1"#, #"\q"#, "[a&&b]", "[[:alpha:]]", #"\p{Greek}"#,
        "(((a{1000}){1000}){1000})", "a{1001}",
    ])
    func whatIsBrokenOrUnknownIsRefused(_ text: String) {
        #expect(throws: PatternProblem.self) { try Pattern(text, as: .rust) }
    }

    @Test func whatIsNestedTooDeepIsRefused() {
        #expect(throws: PatternProblem.self) { try Pattern(String(repeating: "(", count: 100_000), as: .rust) }
    }

    /// Exponential in engines that go back: about 2^40 steps.
    @Test func hostileTextTakesNoLongerThanItsLength() throws {
        let pattern = try Pattern("^(a|a|aa)*$", as: .rust)
        #expect(!pattern.matches(String(repeating: "a", count: 40) + "b"))
    }
}
