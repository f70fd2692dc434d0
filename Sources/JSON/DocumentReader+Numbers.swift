extension DocumentReader {
    /// Python's default for `sys.set_int_max_str_digits`.
    private static let maximumIntegerDigits = 4300

    /// Reads a number. Like Python, it takes the longest prefix that is one, and leaves the rest to its caller: `1.`
    /// is 1 followed by extra data, `01` is 0 followed by extra data.
    mutating func readNumber() throws(ParseFault) -> JSONNumber {
        let start = position
        let isNegative = text[start] == UInt8(ascii: "-")
        var index = isNegative ? start + 1 : start
        let digitsStart = index
        switch text[index] {
        case UInt8(ascii: "0"): index += 1
        case UInt8(ascii: "1")...UInt8(ascii: "9"): skipDigits(at: &index)
        default: throw .syntax("Expecting value", at: start)
        }
        let digitsEnd = index
        if text[index] == UInt8(ascii: "."), isDigit(at: index + 1) {
            index += 1
            skipDigits(at: &index)
        }
        if text[index] | 0x20 == UInt8(ascii: "e") {
            let sign = text[index + 1]
            var end = sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") ? index + 2 : index + 1
            if isDigit(at: end) {
                skipDigits(at: &end)
                index = end
            }
        }
        position = index
        guard index == digitsEnd else { return try makeDouble(start..<index) }
        return try makeInteger(digitsStart..<digitsEnd, isNegative: isNegative)
    }

    @inline(__always)
    private func isDigit(at index: Int) -> Bool {
        text[index] &- UInt8(ascii: "0") < 10
    }

    @inline(__always)
    private func skipDigits(at index: inout Int) {
        while isDigit(at: index) {
            index += 1
        }
    }

    private func makeInteger(_ digits: Range<Int>, isNegative: Bool) throws(ParseFault) -> JSONNumber {
        guard digits.count <= Self.maximumIntegerDigits else {
            throw ParseFault(
                code: .integerTooLong,
                message: "Integer of more than \(Self.maximumIntegerDigits) digits",
                position: isNegative ? digits.lowerBound - 1 : digits.lowerBound
            )
        }
        var magnitude: UInt64 = 0
        var overflows = digits.count > 19
        if !overflows {
            // Nineteen digits fit 64 bits without sign.
            for index in digits {
                magnitude = magnitude &* 10 &+ UInt64(text[index] &- UInt8(ascii: "0"))
            }
            overflows = magnitude > UInt64(Int64.max) + (isNegative ? 1 : 0)
        }
        if overflows {
            let start = isNegative ? digits.lowerBound - 1 : digits.lowerBound
            return .bigInteger(text.string(start..<digits.upperBound, isASCII: true) ?? "")
        }
        return .integer(isNegative ? Int64(truncatingIfNeeded: 0 &- magnitude) : Int64(magnitude))
    }

    private func makeDouble(_ range: Range<Int>) throws(ParseFault) -> JSONNumber {
        if let value = makeShortDouble(range) {
            return .double(value)
        }
        guard let spelling = text.string(range, isASCII: true), let value = Double(spelling) else {
            throw .syntax("Expecting value", at: range.lowerBound)
        }
        guard value.isFinite || !isStrict else {
            throw .syntax("Number out of range", at: range.lowerBound)
        }
        return .double(value)
    }

    /// The double, if it takes one exact multiplication or division of exact operands; nil otherwise.
    private func makeShortDouble(_ range: Range<Int>) -> Double? {
        var significand: UInt64 = 0
        var digits = 0
        var exponent = 0
        var isFraction = false
        var index = range.lowerBound
        let isNegative = text[index] == UInt8(ascii: "-")
        if isNegative {
            index += 1
        }
        mantissa: while index < range.upperBound {
            let byte = text[index]
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                guard digits < 15 else { return nil }
                significand = significand * 10 + UInt64(byte - UInt8(ascii: "0"))
                digits += significand == 0 ? 0 : 1
                exponent -= isFraction ? 1 : 0
            case UInt8(ascii: "."):
                isFraction = true
            default:
                break mantissa
            }
            index += 1
        }
        if index < range.upperBound {
            index += 1
            let isNegativeExponent = text[index] == UInt8(ascii: "-")
            if !isDigit(at: index) {
                index += 1
            }
            var written = 0
            while index < range.upperBound {
                written = written * 10 + Int(text[index] - UInt8(ascii: "0"))
                guard written < 1000 else { return nil }
                index += 1
            }
            exponent += isNegativeExponent ? -written : written
        }
        // Fifteen digits and powers of ten up to 22 are exact, so there is one rounding only.
        guard -22...22 ~= exponent else { return nil }
        let magnitude =
            exponent < 0
            ? Double(significand) / Self.powersOfTen[-exponent] : Double(significand) * Self.powersOfTen[exponent]
        return isNegative ? -magnitude : magnitude
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]
}
