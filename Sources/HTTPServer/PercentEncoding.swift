/// Percent decoding (RFC 3986, section 2.1).
enum PercentEncoding {
    /// Decodes a piece of a string; nil if the result has a NUL or is not UTF-8.
    static func decode(_ text: UnsafeBufferPointer<UInt8>) -> String? {
        guard text.contains(UInt8(ascii: "%")) else { return String(decoding: text, as: UTF8.self) }
        let bytes = decodedBytes(text, plusIsSpace: false)
        return bytes.contains(0) ? nil : String(validating: bytes, as: UTF8.self)
    }

    /// Decodes a piece of a form; invalid UTF-8 becomes U+FFFD.
    static func decodeRepairing(_ text: Substring.UTF8View) -> String {
        String(decoding: decodedBytes(text, plusIsSpace: true), as: UTF8.self)
    }

    private static func decodedBytes(_ text: some Collection<UInt8>, plusIsSpace: Bool) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"),
                let high = hexadecimal(rest.first),
                let low = hexadecimal(rest.dropFirst().first)
            {
                bytes.append(high << 4 | low)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? UInt8(ascii: " ") : byte)
            }
        }
        return bytes
    }

    private static func hexadecimal(_ byte: UInt8?) -> UInt8? {
        switch byte {
        case .some(let digit) where digit >= UInt8(ascii: "0") && digit <= UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case .some(let letter) where letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "f"):
            letter - UInt8(ascii: "a") + 10
        case .some(let letter) where letter >= UInt8(ascii: "A") && letter <= UInt8(ascii: "F"):
            letter - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
