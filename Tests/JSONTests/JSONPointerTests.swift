import JSON
import Testing

@Suite struct JSONPointerTests {
    // RFC 6901, sections 5 and 6.
    private static let document: JSONValue = [
        "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8,
    ]

    @Test(
        arguments: [
            ("", "#", document), ("/foo", "#/foo", ["bar", "baz"]), ("/foo/0", "#/foo/0", "bar"), ("/", "#/", 0),
            ("/a~1b", "#/a~1b", 1),
            ("/c%d", "#/c%25d", 2), ("/e^f", "#/e%5Ef", 3), ("/g|h", "#/g%7Ch", 4), ("/i\\j", "#/i%5Cj", 5),
            ("/k\"l", "#/k%22l", 6),
            ("/ ", "#/%20", 7), ("/m~0n", "#/m~0n", 8),
        ] as [(String, String, JSONValue)]
    )
    func examplesOfTheRFC(text: String, fragment: String, value: JSONValue) throws {
        let pointer = try #require(JSONPointer(text))
        #expect(pointer.resolve(in: Self.document) == value)
        #expect(pointer.description == text)
        #expect(pointer.fragment == fragment)
        #expect(JSONPointer(fragment: fragment) == pointer)
    }

    @Test(arguments: ["a", "a/b", "/~", "/~2", "/a~"])
    func malformedPointersAreRefused(text: String) {
        #expect(JSONPointer(text) == nil)
    }

    @Test(arguments: ["", "/a", "#a", "#/%", "#/%4", "#/%zz", "#/%ff"])
    func malformedFragmentsAreRefused(text: String) {
        #expect(JSONPointer(fragment: text) == nil)
    }

    @Test(arguments: [
        "/foo/2", "/foo/-", "/foo/00", "/foo/+1", "/foo/", "/foo/0/x", "/nothing", "//", "/foo/99999999999999999999",
    ])
    func whatIsNotThereIsNotFound(text: String) throws {
        #expect(try #require(JSONPointer(text)).resolve(in: Self.document) == nil)
    }

    @Test func tokensAreAppended() {
        let pointer = JSONPointer().appending("a/b").appending(0).appending("~" as JSONString).appending(String("é"))
        #expect(pointer.description == "/a~1b/0/~0/é")
        #expect(pointer.fragment == "#/a~1b/0/~0/%C3%A9")
        #expect(pointer.tokens == ["a/b", "0", "~", "é"])
    }
}
