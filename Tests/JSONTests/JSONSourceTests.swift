import JSON
import Testing

@Suite struct JSONSourceTests {
    private static let text = """
        {
          "a": 1,
          "b~/\\u00e9" : [ true, [ "x]", { "c": null } ], -2.5e3 ],
          "é😀": "ü", "after": { "": {} },
          "last"
            :
              [
              ]
        }
        """

    private func places(_ pointer: String) throws -> (value: String?, name: String?) {
        let source = JSONSource(Array(Self.text.utf8))
        let pointer = try #require(JSONPointer(pointer))
        return (source.position(of: pointer)?.description, source.namePosition(of: pointer)?.description)
    }

    @Test(arguments: [
        ("", "1:1", "1:1"), ("/a", "2:8", "2:3"), ("/b~0~1é", "3:17", "3:3"), ("/b~0~1é/0", "3:19", "3:19"),
        ("/b~0~1é/1", "3:25", "3:25"), ("/b~0~1é/1/0", "3:27", "3:27"), ("/b~0~1é/1/1/c", "3:40", "3:35"),
        ("/b~0~1é/2", "3:50", "3:50"), ("/é😀", "4:9", "4:3"), ("/after", "4:23", "4:14"), ("/after/", "4:29", "4:25"),
        ("/last", "7:7", "5:3"),
    ])
    func aPlaceIsFoundInTheText(pointer: String, value: String, name: String) throws {
        let places = try places(pointer)
        #expect(places.value == value)
        #expect(places.name == name)
    }

    @Test(arguments: [
        "/b", "/a/0", "/b~0~1é/3", "/b~0~1é/01", "/b~0~1é/-", "/last/0", "/after/x", "/after//x", "/é",
        "/b~0~1é/9223372036854775807",
    ])
    func whatIsNotThereHasNoPlace(pointer: String) throws {
        let places = try places(pointer)
        #expect(places.value == nil)
        #expect(places.name == nil)
    }

    @Test(arguments: [
        "", " ", "{", "{\"", "{\"x\\", "{\"x\"", "{\"x\":", "{\"y\":]}", "{\"y\":1 \"x\":2}", "[1", "[", "x",
    ])
    func textThatIsNoJSONHasNoPlaces(text: String) throws {
        for pointer in ["/x", "/1", "/x/y"] {
            #expect(JSONSource(Array(text.utf8)).position(of: try #require(JSONPointer(pointer))) == nil)
        }
    }

    @Test func theFirstOfEqualNamesIsMeant() throws {
        let source = JSONSource(Array(#"{"x": 1, "x": 2}"#.utf8))
        #expect(source.position(of: try #require(JSONPointer("/x")))?.column == 7)
    }

    @Test func aDeepTextCostsNoStack() throws {
        let depth = 1_000_000
        let deep = String(repeating: #"{"a":["#, count: depth) + String(repeating: "]}", count: depth)
        let text = "{\"deep\": \(deep),\n\"x\": 1}"
        let source = JSONSource(Array(text.utf8))
        #expect(source.position(of: try #require(JSONPointer("/x")))?.description == "2:6")
        let path = JSONPointer(tokens: (0..<1_000).map { $0.isMultiple(of: 2) ? "a" : "0" })
        #expect(JSONSource(Array(deep.utf8)).position(of: path)?.column == 3_001)
    }

    @Test func everyValueOfATextIsFoundWhereItIsRead() throws {
        // What stands at the place that is named parses to the value that the pointer leads to.
        let bytes = Array(Self.text.utf8)
        let source = JSONSource(bytes)
        let lines = Self.text.split(separator: "\n", omittingEmptySubsequences: false).map { Array($0.unicodeScalars) }
        func check(_ value: JSONValue, _ pointer: JSONPointer) throws {
            let position = try #require(source.position(of: pointer))
            let rest = lines[position.line - 1].dropFirst(position.column - 1)
            let first = try #require(rest.first)
            #expect(Unicode.Scalar(try #require(value.serialized().first)) == first, "\(pointer)")
            for (index, element) in (value.array ?? []).enumerated() { try check(element, pointer.appending(index)) }
            for member in value.object ?? [:] { try check(member.value, pointer.appending(member.key)) }
        }
        try check(try JSONParser.parse(bytes), JSONPointer())
    }
}
