import FalAPI
import Testing

@Suite struct DigitsTests {
    @Test func base64GoesThereAndBack() {
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 73 &+ 200) }
            for isPadded in [false, true] {
                #expect(Base64URL.bytes(Base64URL.text(bytes, isPadded: isPadded)) == bytes)
            }
        }
        #expect(Base64URL.bytes("-_-_") == [0xFB, 0xFF, 0xBF])
    }

    @Test(arguments: ["A", "AA=", "A===", "AAAA=", "AAA==", "+/+/", "AA A", "AB", "=", "AA==AA==", "ÄÄ"])
    func whatIsNoBase64IsRefused(text: String) {
        #expect(Base64URL.bytes(text) == nil)
    }

    @Test func hexadecimalDigitsOfEitherCaseAreRead() {
        #expect(Hexadecimal.bytes("00ffA5a5") == [0, 255, 0xA5, 0xA5])
        #expect(Hexadecimal.bytes("") == [])
        for text in ["0", "0g", "+1", " 0", "0x", "é"] { #expect(Hexadecimal.bytes(text) == nil) }
    }
}
