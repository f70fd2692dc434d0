/// A `data:` URI (RFC 2397): a file that stands in the input itself.
struct DataURI: Sendable {
    /// The file.
    let bytes: [UInt8]

    /// Whether a text begins as one.
    static func isOne(_ text: String) -> Bool {
        text.utf8.prefix(5).elementsEqual("data:".utf8) || text.prefix(5).lowercased() == "data:"
    }

    /// Reads one; nil when it has no comma or does not decode.
    init?(_ text: String) {
        let rest = text.utf8.dropFirst(5)
        guard Self.isOne(text), let comma = rest.firstIndex(of: UInt8(ascii: ",")) else { return nil }
        let type = String(decoding: Array(rest[..<comma]), as: UTF8.self).lowercased()
        guard let unescaped = Self.unescape(rest[rest.index(after: comma)...]) else { return nil }
        guard type.hasSuffix(";base64") else {
            bytes = unescaped
            return
        }
        guard let decoded = Self.base64(unescaped) else { return nil }
        bytes = decoded
    }

    private static func unescape(_ text: Substring.UTF8View) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexDigit), let low = rest.popFirst().flatMap(hexDigit) else {
                return nil
            }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map(UInt8.init)
    }

    /// RFC 4648 in either alphabet, with line breaks, padded or not, as Python and browsers read it.
    private static func base64(_ text: [UInt8]) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var (bits, count) = (0 as UInt32, 0)
        var isOver = false
        for byte in text {
            let value: UInt8
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): value = byte - 65
            case UInt8(ascii: "a")...UInt8(ascii: "z"): value = byte - 71
            case UInt8(ascii: "0")...UInt8(ascii: "9"): value = byte + 4
            case UInt8(ascii: "+"), UInt8(ascii: "-"): value = 62
            case UInt8(ascii: "/"), UInt8(ascii: "_"): value = 63
            case UInt8(ascii: "="):
                isOver = true
                continue
            case 0x09, 0x0A, 0x0D, 0x20: continue
            default: return nil
            }
            if isOver { return nil }
            bits = bits << 6 | UInt32(value)
            count += 1
            if count == 4 {
                bytes.append(UInt8(bits >> 16 & 255))
                bytes.append(UInt8(bits >> 8 & 255))
                bytes.append(UInt8(bits & 255))
                (bits, count) = (0, 0)
            }
        }
        switch count {
        case 0: break
        case 2: bytes.append(UInt8(bits >> 4 & 255))
        case 3:
            bytes.append(UInt8(bits >> 10 & 255))
            bytes.append(UInt8(bits >> 2 & 255))
        default: return nil
        }
        return bytes
    }
}
