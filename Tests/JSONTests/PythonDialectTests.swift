import JSON
import Testing

@Suite struct PythonDialectTests {
    @Test(arguments: try PythonCase.recorded())
    func answersAsCPython(recorded: PythonCase) {
        #expect(PythonCase.outcome(of: recorded.text) == recorded.outcome)
    }

    @Test func thereAreRecordedCasesOfEveryOutcome() throws {
        let cases = try PythonCase.recorded()
        #expect(cases.count > 500)
        for outcome in ["value", "syntax", "undecodable", "integer"] {
            #expect(cases.contains { $0.outcome.hasPrefix(outcome + "\t") })
        }
    }

    /// Every prefix of a text is read to an answer; only the whole is a value.
    @Test func everyPrefixOfAnObjectIsRefused() {
        let text = Array(#"{"é":[1,-2.5e3,"\ud83d\ude00",{"a":null}],"b":"\ud800"}"#.utf8)
        for length in text.indices {
            #expect(throws: JSONParseError.self) { try JSONParser.parse(Array(text[..<length]), as: .python) }
        }
        #expect(throws: Never.self) { try JSONParser.parse(text, as: .python) }
    }

    /// Any byte anywhere in a text gives an answer, and one that does not depend on what lies behind the array.
    @Test func anyByteAnywhereIsReadToAnAnswer() {
        let text = Array(#"[{"a":"\u0041é"},-1.5e+3,true]"#.utf8)
        var values = 0
        for index in text.indices {
            for byte in UInt8.min...UInt8.max {
                var damaged = text
                damaged[index] = byte
                values += (try? JSONParser.parse(damaged, as: .python)) == nil ? 0 : 1
            }
        }
        #expect(values > text.count)
        #expect(values < text.count * 128)
    }

    @Test(arguments: [("[", "]"), (#"{"a":"#, "}")])
    func depthIsLimitedExactly(open: String, close: String) throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)).utf8)
        }
        for limit in [1, 2, 512, JSONParser.greatestDepth] {
            #expect(throws: Never.self) { try JSONParser.parse(nested(limit), as: .python, maximumDepth: limit) }
            let error = #expect(throws: JSONParseError.self) {
                try JSONParser.parse(nested(limit + 1), as: .python, maximumDepth: limit)
            }
            #expect(error?.code == .tooDeep)
            #expect(error?.offset == open.utf8.count * limit)
        }
    }

    @Test func noDepthIsAllowedBelowOne() {
        #expect(throws: JSONParseError.self) { try JSONParser.parse(Array("[]".utf8), maximumDepth: 0) }
        #expect(throws: Never.self) { try JSONParser.parse(Array("1".utf8), maximumDepth: 0) }
    }

    @Test(arguments: ["[", #"{"a":"#, #"[{"a":"#])
    func hundredThousandLevelsAreRefused(open: String) {
        let text = Array(String(repeating: open, count: 100_000).utf8)
        for limit in [512, Int.max] {
            let error = #expect(throws: JSONParseError.self) {
                try JSONParser.parse(text, as: .python, maximumDepth: limit)
            }
            #expect(error?.code == .tooDeep)
        }
    }

    @Test func undecodableBytesComeBeforeErrorsOfTheGrammar() {
        let error = #expect(throws: JSONParseError.self) {
            try JSONParser.parse(Array("{\"é\" 1} ".utf8) + [0xC3], as: .python)
        }
        #expect(error?.code == .undecodable)
        #expect(error?.message == "Invalid UTF-8 at byte 9")
        #expect(error?.offset == 8)
    }

    @Test func undecodableBytesComeBeforeDepth() {
        let error = #expect(throws: JSONParseError.self) {
            try JSONParser.parse(Array(repeating: UInt8(ascii: "["), count: 1000) + [0xFF], as: .python)
        }
        #expect(error?.code == .undecodable)
    }
}
