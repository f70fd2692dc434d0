/// Bytes in the alphabet of RFC 4648, section 5.
public enum Base64URL {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    /// The text of bytes.
    /// - Parameters:
    ///   - bytes: any number of them.
    ///   - isPadded: whether `=` fills the last group of four.
    public static func text(_ bytes: [UInt8], isPadded: Bool = false) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let bits = group.reduce(0 as UInt32) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for position in 0..<4 {
                if position <= group.count {
                    text.append(alphabet[Int(bits >> UInt32(18 - 6 * position) & 0x3F)])
                } else if isPadded {
                    text.append(UInt8(ascii: "="))
                }
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The bytes of a text, padded or not; nil when it is none.
    public static func bytes(_ text: some StringProtocol) -> [UInt8]? {
        var digits = Array(text.utf8)
        let count = digits.count
        while digits.last == UInt8(ascii: "=") { digits.removeLast() }
        let padding = count - digits.count
        guard digits.count % 4 != 1, padding == 0 || (padding <= 2 && count % 4 == 0) else { return nil }
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var length = 0
        for digit in digits {
            guard let value = alphabet.firstIndex(of: digit) else { return nil }
            bits = bits << 6 | UInt32(value)
            length += 6
            guard length >= 8 else { continue }
            length -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(length)))
            bits &= 1 << UInt32(length) - 1
        }
        // What is left over of the last digit says nothing.
        return bits == 0 ? bytes : nil
    }
}
