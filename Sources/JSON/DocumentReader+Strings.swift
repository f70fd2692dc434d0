extension DocumentReader {
    /// Reads a string from its opening quote to past its closing one.
    mutating func readString() throws(ParseFault) -> JSONString {
        let opening = position
        var index = position + 1
        var bits: UInt8 = 0
        while true {
            while !text.needsAttention(eightBytesAt: index) {
                index += 8
            }
            // Bytes of a multibyte character, or fewer than eight left: go on one by one.
            let byte = text[index]
            if byte == UInt8(ascii: "\"") {
                break
            }
            if byte == UInt8(ascii: "\\") {
                return try readEscapedString(from: opening, firstEscapeAt: index)
            }
            guard byte >= 0x20 else { throw faultOfControlCharacter(at: index, opening: opening) }
            bits |= byte
            index += 1
        }
        position = index + 1
        let range = (opening + 1)..<index
        if let string = text.string(range, isASCII: bits < 0x80) {
            return JSONString(string)
        }
        return try makeString(text.bytes(range), opening: opening)
    }

    private func faultOfControlCharacter(at index: Int, opening: Int) -> ParseFault {
        index < text.count
            ? .syntax("Invalid control character at", at: index)
            : .syntax("Unterminated string starting at", at: opening)
    }

    private func makeString(_ bytes: [UInt8], opening: Int) throws(ParseFault) -> JSONString {
        guard let string = JSONString(generalizedUTF8: bytes) else { throw .undecodable(at: opening) }
        guard !isStrict || !string.hasLoneSurrogate else {
            throw .syntax("Unpaired surrogate in string starting at", at: opening)
        }
        return string
    }

    private mutating func readEscapedString(
        from opening: Int,
        firstEscapeAt escape: Int
    ) throws(ParseFault) -> JSONString {
        var bytes = text.bytes((opening + 1)..<escape)
        var index = escape
        while true {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "\""):
                position = index + 1
                return try makeString(bytes, opening: opening)
            case UInt8(ascii: "\\"):
                try readEscape(at: &index, opening: opening, into: &bytes)
            case 0x20...:
                bytes.append(byte)
                index += 1
            default:
                throw faultOfControlCharacter(at: index, opening: opening)
            }
        }
    }

    private func readEscape(at index: inout Int, opening: Int, into bytes: inout [UInt8]) throws(ParseFault) {
        guard index + 1 < text.count else { throw .syntax("Unterminated string starting at", at: opening) }
        let byte = text[index + 1]
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): bytes.append(byte)
        case UInt8(ascii: "b"): bytes.append(0x08)
        case UInt8(ascii: "f"): bytes.append(0x0C)
        case UInt8(ascii: "n"): bytes.append(UInt8(ascii: "\n"))
        case UInt8(ascii: "r"): bytes.append(UInt8(ascii: "\r"))
        case UInt8(ascii: "t"): bytes.append(UInt8(ascii: "\t"))
        case UInt8(ascii: "u"):
            index += 1
            GeneralizedUTF8.append(try readCodePoint(at: &index), to: &bytes)
            return
        default: throw .syntax("Invalid \\escape", at: index)
        }
        index += 2
    }

    /// Reads `uXXXX`, or `uXXXX\uXXXX` if that is a pair; the index goes from the `u` to past the last digit.
    private func readCodePoint(at index: inout Int) throws(ParseFault) -> UInt32 {
        let first = try readHexDigits(after: index)
        index += 5
        guard 0xD800..<0xDC00 ~= first, text[index] == UInt8(ascii: "\\"), text[index + 1] == UInt8(ascii: "u")
        else { return first }
        let second = try readHexDigits(after: index + 1)
        guard 0xDC00..<0xE000 ~= second else { return first }
        index += 6
        return 0x10000 + (first - 0xD800) << 10 + (second - 0xDC00)
    }

    private func readHexDigits(after start: Int) throws(ParseFault) -> UInt32 {
        // Python wants another character after the digits, which in a string that ends there always is.
        guard start + 5 < text.count else { throw .syntax("Invalid \\uXXXX escape", at: start) }
        var value: UInt32 = 0
        for index in (start + 1)...(start + 4) {
            let byte = text[index]
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw .syntax("Invalid \\uXXXX escape", at: start)
            }
            value = value << 4 | UInt32(digit)
        }
        return value
    }
}
