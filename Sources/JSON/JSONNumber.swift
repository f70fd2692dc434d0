/// A JSON number in the form in which it was written.
public enum JSONNumber: Sendable {
    /// An integer of 64 bits: written without fraction and exponent.
    case integer(Int64)

    /// An integer beyond 64 bits, as canonical decimal digits with an optional minus sign.
    case bigInteger(String)

    /// A number written with a fraction or an exponent. NaN and the infinities come from the Python dialect only.
    case double(Double)
}

extension JSONNumber {
    /// The number as a double, rounded to nearest where it has to be.
    public var double: Double {
        switch self {
        case .integer(let value): Double(value)
        case .bigInteger(let digits): Double(digits) ?? .nan
        case .double(let value): value
        }
    }

    /// Whether both stand for the same number, whatever their form: `1`, `1.0` and `1e0` do.
    ///
    /// The comparison is exact: 2^53 + 1 and the double 2^53 differ. NaN is equal to nothing.
    public func isNumericallyEqual(to other: JSONNumber) -> Bool {
        switch (self, other) {
        case (.integer(let left), .integer(let right)):
            left == right
        case (.bigInteger(let left), .bigInteger(let right)):
            left == right
        case (.double(let left), .double(let right)):
            left == right
        case (.integer(let integer), .double(let double)), (.double(let double), .integer(let integer)):
            // Every double of that range converts, and back to itself if it is integral.
            -0x1p63..<0x1p63 ~= double && Int64(double) == integer && Double(Int64(double)) == double
        case (.bigInteger(let digits), .double(let double)), (.double(let double), .bigInteger(let digits)):
            Self.decimalDigits(ofIntegral: double) == digits
        case (.integer, .bigInteger), (.bigInteger, .integer):
            false
        }
    }

    /// All digits of a double of at least 2^63 in magnitude, which always is integral; nil for a smaller one.
    private static func decimalDigits(ofIntegral double: Double) -> String? {
        guard double.isFinite, double.magnitude >= 0x1p63 else { return nil }
        // Limbs of nine decimal digits, the lowest first; at most 35 of them, doubled at most 960 times.
        var limbs: [UInt64] = []
        let significand = double.significandBitPattern | (1 << 52)
        var rest = significand
        while rest > 0 {
            limbs.append(rest % 1_000_000_000)
            rest /= 1_000_000_000
        }
        for _ in 0..<(Int(double.exponent) - 52) {
            var carry: UInt64 = 0
            for index in limbs.indices {
                let doubled = limbs[index] * 2 + carry
                limbs[index] = doubled % 1_000_000_000
                carry = doubled / 1_000_000_000
            }
            if carry > 0 {
                limbs.append(carry)
            }
        }
        var text = double < 0 ? "-" : ""
        for (position, limb) in limbs.reversed().enumerated() {
            let digits = String(limb)
            if position > 0 {
                text += String(repeating: "0", count: 9 - digits.utf8.count)
            }
            text += digits
        }
        return text
    }
}

extension JSONNumber: Hashable {
    /// Whether both have the same form and value: `1` and `1.0` are not equal, NaN equals NaN.
    public static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): left == right
        case (.bigInteger(let left), .bigInteger(let right)): left == right
        case (.double(let left), .double(let right)): left == right || (left.isNaN && right.isNaN)
        default: false
        }
    }

    /// Feeds form and value to the hasher.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .integer(let value):
            hasher.combine(value)
        case .bigInteger(let digits):
            hasher.combine(digits)
        case .double(let value):
            hasher.combine(value.isNaN ? Double.nan : value)
        }
    }
}
