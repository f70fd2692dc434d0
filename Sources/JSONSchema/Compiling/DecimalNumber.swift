import JSON

/// A number as decimal digits and a power of ten, as it was written: `0.0075` is a multiple of `0.0001`, which doubles deny.
struct DecimalNumber: Sendable, Hashable {
    /// As it was written, for words.
    let number: JSONNumber
    /// Without zeros at the end; empty for 0.
    private let digits: [UInt8]
    private let exponent: Int

    /// nil for NaN and the infinities.
    init?(_ number: JSONNumber) {
        self.number = number
        let text: String
        switch number {
        case .integer(let integer): text = String(integer.magnitude)
        case .bigInteger(let big): text = String(big.drop { $0 == "-" })
        case .double(let double):
            guard double.isFinite else { return nil }
            text = double.magnitude.description
        }
        var digits: [UInt8] = []
        var exponent = 0
        var isFraction = false
        var rest = text.utf8[...]
        while let byte = rest.first, byte != UInt8(ascii: "e") {
            rest.removeFirst()
            if byte == UInt8(ascii: ".") {
                isFraction = true
            } else {
                digits.append(byte - UInt8(ascii: "0"))
                exponent -= isFraction ? 1 : 0
            }
        }
        exponent += rest.isEmpty ? 0 : Int(Substring(rest.dropFirst())) ?? 0
        while digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        self.digits = Array(digits.drop { $0 == 0 })
        self.exponent = exponent
    }

    var isZero: Bool { digits.isEmpty }

    func isMultiple(of divisor: DecimalNumber) -> Bool {
        if isZero { return true }
        guard !divisor.isZero, exponent >= divisor.exponent else { return false }
        guard divisor.digits.count <= 36 else {
            // A divisor of more digits than any schema has: only the number itself is told.
            return digits == divisor.digits
        }
        let modulus = divisor.digits.reduce(UInt128(0)) { $0 * 10 + UInt128($1) }
        var remainder = UInt128(0)
        for digit in digits { remainder = (remainder * 10 + UInt128(digit)) % modulus }
        for _ in 0..<(exponent - divisor.exponent) {
            if remainder == 0 { return true }
            remainder = remainder * 10 % modulus
        }
        return remainder == 0
    }
}
