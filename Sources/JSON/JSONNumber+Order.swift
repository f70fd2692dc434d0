extension JSONNumber {
    /// Whether this is the smaller number, whatever the forms: exact for integers of any size. NaN is smaller than nothing.
    public func isNumericallyLess(than other: JSONNumber) -> Bool {
        switch (self, other) {
        case (.integer(let left), .integer(let right)):
            return left < right
        case (.integer, .bigInteger(let digits)):
            return !Self.isNegative(digits)
        case (.bigInteger(let digits), .integer):
            return Self.isNegative(digits)
        case (.bigInteger(let left), .bigInteger(let right)):
            return Self.isLess(left, right)
        case (.integer(let left), .double(let right)):
            return Self.compare(left, right) < 0
        case (.double(let left), .integer(let right)):
            return !left.isNaN && Self.compare(right, left) > 0
        case (.double, .double), (.bigInteger, .double), (.double, .bigInteger):
            // A double beside an integer beyond 64 bits: where both round to the same they are taken for equal.
            return double < other.double
        }
    }

    /// Below 0, 0 or above as the integer is less than, equal to or greater than the double; 0 for NaN.
    private static func compare(_ integer: Int64, _ double: Double) -> Int {
        if double >= 0x1p63 { return -1 }
        if double < -0x1p63 { return 1 }
        guard !double.isNaN else { return 0 }
        let whole = Int64(double)
        if integer != whole { return integer < whole ? -1 : 1 }
        let fraction = double - double.rounded(.towardZero)
        return fraction > 0 ? -1 : fraction < 0 ? 1 : 0
    }

    private static func isNegative(_ digits: String) -> Bool {
        digits.utf8.first == UInt8(ascii: "-")
    }

    private static func isLess(_ left: String, _ right: String) -> Bool {
        guard isNegative(left) == isNegative(right) else { return isNegative(left) }
        let (smaller, greater) = isNegative(left) ? (right, left) : (left, right)
        return smaller.utf8.count != greater.utf8.count
            ? smaller.utf8.count < greater.utf8.count : smaller.utf8.lexicographicallyPrecedes(greater.utf8)
    }
}
