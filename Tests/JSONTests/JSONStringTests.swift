import JSON
import Testing

@Suite struct JSONStringTests {
    private func parse(_ text: String) throws -> JSONString {
        guard case .string(let string) = try JSONParser.parse(Array(text.utf8), as: .python) else { return "" }
        return string
    }

    @Test func canonicalEquivalenceIsNotEquality() {
        let (composed, decomposed): (JSONString, JSONString) = ("\u{E9}", "e\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        // These two have as many bytes.
        #expect(("\u{212B}" as JSONString) != ("A\u{30A}" as JSONString))
        #expect((["\u{212B}": 1] as JSONObject)["A\u{30A}" as JSONString] == nil)
    }

    @Test func equalTextIsEqualHoweverItWasWritten() throws {
        #expect(try parse(#""\u00e9\ud83d\ude00\/""#) == "é😀/")
        #expect(try parse(#""\u00e9""#).hashValue == ("é" as JSONString).hashValue)
    }

    @Test func loneSurrogatesAreKept() throws {
        let string = try parse(#""a\ud800b\udfff""#)
        #expect(string.hasLoneSurrogate)
        #expect(string.string == nil)
        #expect(string.codePointCount == 4)
        #expect(string.utf8Count == 8)
        #expect(string.generalizedUTF8 == [0x61, 0xED, 0xA0, 0x80, 0x62, 0xED, 0xBF, 0xBF])
        #expect(string.description == "a\u{FFFD}b\u{FFFD}")
        #expect(string.text(replacingSurrogatesWith: "?") == "a?b?")
        #expect(try string == parse(#""a\uD800b\uDFFF""#))
        #expect(try string != parse(#""a\ud801b\udfff""#))
        #expect(try string.hashValue == parse(#""a\uD800b\uDFFF""#).hashValue)
    }

    @Test(arguments: [("", 0), ("abc", 3), ("é", 1), ("e\u{301}", 2), ("😀", 1), ("👨‍👩‍👧", 5)])
    func lengthIsInCodePoints(text: String, count: Int) {
        #expect(JSONString(text).codePointCount == count)
    }

    @Test func onlyGeneralizedUTF8MakesAString() {
        #expect(JSONString(generalizedUTF8: Array("é".utf8)) == "é")
        #expect(JSONString(generalizedUTF8: [0xED, 0xA0, 0x80])?.hasLoneSurrogate == true)
    }

    @Test(
        arguments: [
            [0xFF], [0xC3], [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xED, 0xA0], [0x80],
        ] as [[UInt8]]
    )
    func otherBytesMakeNone(bytes: [UInt8]) {
        #expect(JSONString(generalizedUTF8: bytes) == nil)
    }
}
