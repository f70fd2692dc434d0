/// Reads ASCII off the front of a text.
struct TextCursor {
    private(set) var rest: Substring.UTF8View

    init(_ text: String) {
        rest = text.utf8[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    var peek: UInt8? { rest.first }

    mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: scalar) else { return false }
        rest.removeFirst()
        return true
    }

    /// Takes a letter of either case.
    mutating func take(letter scalar: Unicode.Scalar) -> Bool {
        guard let byte = rest.first, byte | 0x20 == UInt8(ascii: scalar) else { return false }
        rest.removeFirst()
        return true
    }

    /// Exactly so many digits as a number; nil if there are fewer.
    mutating func number(digits count: Int) -> Int? {
        guard let number = numberOfAnyLength(limit: count), number.digits == count else { return nil }
        return number.value
    }

    /// Digits as far as they go; nil if there is none.
    mutating func numberOfAnyLength(limit: Int = 18) -> (value: Int, digits: Int)? {
        var (value, digits) = (0, 0)
        while digits < limit, let byte = rest.first, 0x30...0x39 ~= byte {
            rest.removeFirst()
            value = value * 10 + Int(byte - 0x30)
            digits += 1
        }
        return digits > 0 ? (value, digits) : nil
    }
}
