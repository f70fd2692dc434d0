/// Steps over JSON that has been read before. What is no JSON ends the search, nothing more.
struct SourceScanner {
    private let bytes: [UInt8]
    private(set) var index = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The byte it stands at; nil at the end.
    var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

    /// Steps over a byte and the whitespace after it.
    mutating func step() {
        index += 1
        skipWhitespace()
    }

    mutating func skipWhitespace() {
        while let byte, Self.isWhitespace(byte) { index += 1 }
    }

    /// Steps over a colon and the whitespace around it.
    mutating func skipColon() -> Bool {
        skipWhitespace()
        guard byte == UInt8(ascii: ":") else { return false }
        step()
        return true
    }

    /// Reads a string and steps over it.
    mutating func readString() -> JSONString? {
        let start = index
        guard byte == UInt8(ascii: "\""), skipString() else { return nil }
        guard case .string(let string) = try? JSONParser.parse(Array(bytes[start..<index])) else { return nil }
        return string
    }

    /// Steps over a string; false when it has no end.
    private mutating func skipString() -> Bool {
        index += 1
        while let byte {
            if byte == UInt8(ascii: "\"") {
                index += 1
                return true
            }
            index += byte == UInt8(ascii: "\\") ? 2 : 1
        }
        return false
    }

    /// Steps over a value and the whitespace after it; false when it has no end.
    mutating func skipValue() -> Bool {
        var depth = 0
        repeat {
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                depth += 1
                index += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                index += 1
            case UInt8(ascii: "\""):
                guard skipString() else { return false }
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                // Only inside of a container; what stands between its parts needs no look.
                guard depth > 0 else { return false }
                index += 1
            case nil:
                return false
            default:
                skipWord()
            }
            skipWhitespace()
        } while depth > 0
        return depth == 0
    }

    /// Steps over a number, `true`, `false` or `null`.
    private mutating func skipWord() {
        repeat { index += 1 } while byte.map { !Self.endsWord($0) } ?? false
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: ":"), UInt8(ascii: "}"), UInt8(ascii: "]"): true
        default: isWhitespace(byte)
        }
    }

    private static func isWhitespace(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): true
        default: false
        }
    }
}
