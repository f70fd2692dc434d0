/// UTF-8 in which surrogates may be encoded like characters, as Python's `surrogatepass` reads and writes it.
enum GeneralizedUTF8 {
    /// The index of the first byte that belongs to no code point; nil if there is none.
    static func firstInvalid(_ bytes: some RandomAccessCollection<UInt8>) -> Int? {
        var rest = bytes.makeIterator()
        var position = 0
        var next = rest.next()
        while let lead = next {
            next = rest.next()
            guard lead >= 0x80 else {
                position += 1
                continue
            }
            // The ranges of the second byte exclude overlong forms and what lies beyond U+10FFFF.
            let count: Int
            let second: ClosedRange<UInt8>
            switch lead {
            case 0xC2...0xDF: (count, second) = (1, 0x80...0xBF)
            case 0xE0: (count, second) = (2, 0xA0...0xBF)
            case 0xE1...0xEF: (count, second) = (2, 0x80...0xBF)
            case 0xF0: (count, second) = (3, 0x90...0xBF)
            case 0xF1...0xF3: (count, second) = (3, 0x80...0xBF)
            case 0xF4: (count, second) = (3, 0x80...0x8F)
            default: return position
            }
            guard let byte = next, second.contains(byte) else { return position }
            next = rest.next()
            for _ in 1..<count {
                guard let byte = next, byte & 0xC0 == 0x80 else { return position }
                next = rest.next()
            }
            position += count + 1
        }
        return nil
    }

    static func isValid(_ bytes: [UInt8]) -> Bool {
        firstInvalid(bytes) == nil
    }

    /// The number of code points in valid bytes.
    static func codePointCount(_ bytes: some Sequence<UInt8>) -> Int {
        bytes.reduce(into: 0) { count, byte in
            count += byte & 0xC0 == 0x80 ? 0 : 1
        }
    }

    /// Whether a lone surrogate is encoded at that index of valid bytes.
    static func isSurrogate(_ bytes: [UInt8], at index: Int) -> Bool {
        bytes[index] == 0xED && bytes[index + 1] >= 0xA0
    }

    static func text(_ bytes: [UInt8], replacingSurrogatesWith replacement: Unicode.Scalar) -> String {
        var repaired: [UInt8] = []
        repaired.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if isSurrogate(bytes, at: index) {
                append(replacement.value, to: &repaired)
                index += 3
            } else {
                repaired.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: repaired, as: UTF8.self)
    }

    /// Appends a code point below 0x110000, which may be a surrogate.
    static func append(_ codePoint: UInt32, to bytes: inout [UInt8]) {
        switch codePoint {
        case 0..<0x80:
            bytes.append(UInt8(codePoint))
        case 0x80..<0x800:
            bytes.append(UInt8(0xC0 | codePoint >> 6))
            bytes.append(UInt8(0x80 | codePoint & 0x3F))
        case 0x800..<0x10000:
            bytes.append(UInt8(0xE0 | codePoint >> 12))
            bytes.append(UInt8(0x80 | codePoint >> 6 & 0x3F))
            bytes.append(UInt8(0x80 | codePoint & 0x3F))
        default:
            bytes.append(UInt8(0xF0 | codePoint >> 18))
            bytes.append(UInt8(0x80 | codePoint >> 12 & 0x3F))
            bytes.append(UInt8(0x80 | codePoint >> 6 & 0x3F))
            bytes.append(UInt8(0x80 | codePoint & 0x3F))
        }
    }
}
