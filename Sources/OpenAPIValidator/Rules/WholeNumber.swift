import JSON

/// An integer of any size, as Python has them.
struct WholeNumber: Sendable, Hashable {
    private enum Storage: Sendable, Hashable {
        case small(Int64)
        /// Canonical decimal digits of what does not fit, with an optional minus sign.
        case big(String)
    }

    private let storage: Storage

    init(_ value: Int64) {
        storage = .small(value)
    }

    /// The integer of a JSON number; nil for a double with a fraction, beyond 64 bits, NaN or infinite.
    init?(_ number: JSONNumber) {
        switch number {
        case .integer(let value):
            storage = .small(value)
        case .bigInteger(let digits):
            storage = .big(digits)
        case .double(let double):
            guard let value = Int64(exactly: double) else { return nil }
            storage = .small(value)
        }
    }

    /// The integer of a JSON number beyond 64 bits.
    init(digits: String) {
        storage = .big(digits)
    }

    /// The integer of ASCII digits, without leading zeros.
    init(isNegative: Bool, digits: String) {
        let text = isNegative ? "-" + digits : digits
        if let value = Int64(text) {
            storage = .small(value)
        } else {
            storage = .big(text)
        }
    }

    var value: JSONValue {
        switch storage {
        case .small(let value): .number(.integer(value))
        case .big(let digits): .number(.bigInteger(digits))
        }
    }

    private var isNegative: Bool {
        switch storage {
        case .small(let value): value < 0
        case .big(let digits): digits.utf8.first == UInt8(ascii: "-")
        }
    }

    func isMultiple(of divisor: WholeNumber) -> Bool {
        switch (storage, divisor.storage) {
        case (.small(let value), .small(let divisor)):
            return divisor != 0 && value.magnitude.isMultiple(of: divisor.magnitude)
        case (.big(let digits), .small(let divisor)):
            guard divisor != 0 else { return false }
            let divisor = UInt128(divisor.magnitude)
            var remainder: UInt128 = 0
            for digit in digits.utf8 where digit != UInt8(ascii: "-") {
                remainder = (remainder * 10 + UInt128(digit - UInt8(ascii: "0"))) % divisor
            }
            return remainder == 0
        case (.small(let value), .big):
            return value == 0
        case (.big(let left), .big(let right)):
            // Only equal magnitudes are told; no schema has a divisor beyond 64 bits.
            return left.drop { $0 == "-" } == right.drop { $0 == "-" }
        }
    }
}

extension WholeNumber: Comparable {
    static func < (left: WholeNumber, right: WholeNumber) -> Bool {
        switch (left.storage, right.storage) {
        case (.small(let left), .small(let right)):
            return left < right
        case (.small, .big):
            return !right.isNegative
        case (.big, .small):
            return left.isNegative
        case (.big(let leftDigits), .big(let rightDigits)):
            guard left.isNegative == right.isNegative else { return left.isNegative }
            let (smaller, greater) = left.isNegative ? (rightDigits, leftDigits) : (leftDigits, rightDigits)
            let (smallerCount, greaterCount) = (smaller.utf8.count, greater.utf8.count)
            return smallerCount != greaterCount
                ? smallerCount < greaterCount : smaller.utf8.lexicographicallyPrecedes(greater.utf8)
        }
    }
}
