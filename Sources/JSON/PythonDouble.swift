/// The spelling of doubles in Python's `repr`: the shortest digits that give the same double again, with an exponent
/// below 1e-4 and from 1e16 on.
enum PythonDouble {
    static func spelling(_ value: Double) -> String {
        if value.isNaN {
            return "\"nan\""
        }
        if value.isInfinite {
            return value < 0 ? "\"-inf\"" : "\"inf\""
        }
        // Swift finds the same digits; only where it puts the exponent differs, and only outside of this range.
        if value == 0 || 0.001...1e15 ~= value.magnitude {
            return value.description
        }
        let (digits, exponent) = significantDigits(value.magnitude.description)
        let sign = value < 0 ? "-" : ""
        let count = digits.utf8.count
        if exponent < -4 || exponent >= 16 {
            let fraction = count > 1 ? "." + digits.dropFirst() : ""
            let magnitude = String(exponent.magnitude)
            let padded = exponent.magnitude < 10 ? "0" + magnitude : magnitude
            return sign + digits.prefix(1) + fraction + "e" + (exponent < 0 ? "-" : "+") + padded
        }
        if exponent < 0 {
            return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits
        }
        if count <= exponent + 1 {
            return sign + digits + String(repeating: "0", count: exponent + 1 - count) + ".0"
        }
        return sign + digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
    }

    /// The digits without zeros at either end, and the power of ten of the first of them.
    private static func significantDigits(_ spelling: String) -> (digits: String, exponent: Int) {
        let parts = spelling.split(separator: "e")
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let whole = mantissa[0]
        let all = whole + (mantissa.count > 1 ? mantissa[1] : "")
        let leadingZeros = all.prefix { $0 == "0" }.count
        var digits = all.dropFirst(leadingZeros)
        while digits.last == "0" {
            digits.removeLast()
        }
        let written = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        return (String(digits), written + whole.count - 1 - leadingZeros)
    }
}
