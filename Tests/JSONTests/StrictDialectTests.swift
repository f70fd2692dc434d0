import JSON
import Testing

@Suite struct StrictDialectTests {
    private func error(_ text: [UInt8]) -> JSONParseError? {
        #expect(throws: JSONParseError.self) { try JSONParser.parse(text) }
    }

    @Test(arguments: [
        ("{\"a\": 1,\n \"b\": [1, 2,\n  nope]}", "Expecting value: line 3 column 3 (char 24)"),
        ("{\n  \"a\": 1\n  \"b\": 2\n}", "Expecting ',' delimiter: line 3 column 3 (char 13)"),
        ("{\"é😀\": 'x'}", "Expecting value: line 1 column 8 (char 7)"),
        ("\r\n\r\n  x", "Expecting value: line 3 column 3 (char 6)"),
        ("{\"a\": 1,\n \"b\": 2,\n \"a\": 3}", "Duplicate name: line 3 column 2 (char 19)"),
        ("{\"a\": 1, \"\\u0061\": 3}", "Duplicate name: line 1 column 10 (char 9)"),
        ("[NaN]", "Expecting value: line 1 column 2 (char 1)"),
        ("[-Infinity]", "Expecting value: line 1 column 2 (char 1)"),
        ("[Infinity]", "Expecting value: line 1 column 2 (char 1)"),
        ("[1, 1e400]", "Number out of range: line 1 column 5 (char 4)"),
        ("[1,]", "Expecting value: line 1 column 4 (char 3)"),
        ("[\"\\ud800\"]", "Unpaired surrogate in string starting at: line 1 column 2 (char 1)"),
        ("", "Expecting value: line 1 column 1 (char 0)"),
        ("\u{FEFF}1", "Expecting value: line 1 column 1 (char 0)"),
    ])
    func errorsHaveWordsAndPlace(text: String, description: String) {
        #expect(error(Array(text.utf8))?.description == description)
    }

    @Test(arguments: [
        ("{\"a\": 1, \"a\": 2}", JSONParseError.Code.duplicateName),
        ("[" + String(repeating: "1", count: 4301) + "]", .integerTooLong),
        (String(repeating: "[", count: 513), .tooDeep),
        ("nul", .syntax),
    ])
    func errorsHaveCodes(text: String, code: JSONParseError.Code) {
        #expect(error(Array(text.utf8))?.code == code)
    }

    @Test(
        arguments: [
            [0x22, 0xFF, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC0, 0x80, 0x22], [0xFF, 0xFE, 0x31, 0x00],
            [0x22, 0xC3, 0x22],
        ] as [[UInt8]]
    )
    func onlyUTF8IsRead(bytes: [UInt8]) {
        #expect(error(bytes)?.code == .undecodable)
    }

    @Test func aManyMemberedObjectWithOneDuplicateIsRefused() {
        let members = (0..<100).map { "\"name\($0)\":\($0)" } + ["\"name37\":1"]
        #expect(error(Array("{\(members.joined(separator: ","))}".utf8))?.code == .duplicateName)
    }

    @Test func ordinaryTextIsRead() throws {
        let text = #" { "a" : [ 1 , -0 , 2.50 , 1E2 , "é\n\u00e9\ud83d\ude00" , true , false , null , { } , [ ] ] } "#
        let value = try JSONParser.parse(Array(text.utf8))
        #expect(value == ["a": [1, 0, 2.5, 100.0, "é\né😀", true, false, .null, [:], []]])
    }
}
