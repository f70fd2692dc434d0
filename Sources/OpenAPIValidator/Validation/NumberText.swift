/// Strings that pydantic takes for integers.
enum IntegerText {
    enum Result {
        case number(WholeNumber)
        /// More digits than Python converts.
        case tooLong
        case invalid
    }

    private static let greatestLength = 4300

    static func parse(_ text: String) -> Result {
        if isPlainAndTooLong(text) { return .tooLong }
        var digits = text.utf8.trimmed
        let sign = digits.first
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            digits.removeFirst()
        }
        guard let significant = withoutLeadingZeros(digits) else { return .invalid }
        digits = withoutZeroFraction(significant)
        if digits.contains(UInt8(ascii: "_")) {
            guard !digits.hasStrayUnderscore else { return .invalid }
        }
        let bare = digits.filter { $0 != UInt8(ascii: "_") }
        guard bare.count <= greatestLength, !bare.isEmpty, bare.allSatisfy({ 0x30...0x39 ~= $0 }) else {
            return .invalid
        }
        let isNegative = sign == UInt8(ascii: "-") && bare != [UInt8(ascii: "0")]
        return .number(WholeNumber(isNegative: isNegative, digits: String(decoding: bare, as: UTF8.self)))
    }

    /// pydantic first reads the text as it stands; only then it says that it is too long.
    private static func isPlainAndTooLong(_ text: String) -> Bool {
        guard text.utf8.count > greatestLength else { return false }
        let digits = text.utf8.drop { $0 == UInt8(ascii: "-") }
        guard text.utf8.count - digits.count <= 1, digits.first != UInt8(ascii: "0") else { return false }
        return digits.prefix(greatestLength + 1).allSatisfy { 0x30...0x39 ~= $0 } && digits.count > greatestLength
    }

    /// Underscores among leading zeros go with them, wherever they are.
    private static func withoutLeadingZeros(_ digits: Substring.UTF8View) -> Substring.UTF8View? {
        guard let first = digits.first, 0x30...0x39 ~= first else { return nil }
        guard first == UInt8(ascii: "0") else { return digits }
        var last = digits.startIndex
        for index in digits.indices.dropFirst() {
            switch digits[index] {
            case UInt8(ascii: "0"), UInt8(ascii: "_"): last = index
            case 0x31...0x39: return digits[index...]
            case UInt8(ascii: "."): return digits[last...]
            default: return nil
            }
        }
        return digits[last...]
    }

    private static func withoutZeroFraction(_ digits: Substring.UTF8View) -> Substring.UTF8View {
        guard let point = digits.firstIndex(of: UInt8(ascii: ".")) else { return digits }
        let fraction = digits[digits.index(after: point)...]
        return !fraction.isEmpty && fraction.allSatisfy { $0 == UInt8(ascii: "0") } ? digits[..<point] : digits
    }
}

/// Strings that pydantic takes for floats.
enum FloatText {
    static func parse(_ text: String) -> Double? {
        if let number = number(text.utf8.trimmed) {
            return number
        }
        // Where there are underscores nothing is trimmed.
        let whole = text.utf8[...]
        guard whole.contains(UInt8(ascii: "_")), !whole.hasStrayUnderscore else { return nil }
        let bare = String(decoding: whole.filter { $0 != UInt8(ascii: "_") }, as: UTF8.self)
        return number(bare.utf8[...])
    }

    /// Rust's grammar; Swift's own reads hexadecimal numbers too.
    private static func number(_ text: Substring.UTF8View) -> Double? {
        var rest = text
        let sign = rest.first
        if sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
            rest.removeFirst()
        }
        let isNegative = sign == UInt8(ascii: "-")
        if rest.count <= 8, rest.first.map({ !(0x2E...0x39 ~= $0) }) ?? true {
            switch String(Substring(rest)).lowercased() {
            case "inf", "infinity": return isNegative ? -.infinity : .infinity
            case "nan": return .nan
            default: return nil
            }
        }
        let whole = digits(&rest)
        var fraction = 0
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            fraction = digits(&rest)
        }
        guard whole + fraction > 0 else { return nil }
        if let mark = rest.first, mark | 0x20 == UInt8(ascii: "e") {
            rest.removeFirst()
            if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
                rest.removeFirst()
            }
            guard digits(&rest) > 0 else { return nil }
        }
        guard rest.isEmpty else { return nil }
        return Double(Substring(text))
    }

    private static func digits(_ text: inout Substring.UTF8View) -> Int {
        let count = text.prefix { 0x30...0x39 ~= $0 }.count
        text.removeFirst(count)
        return count
    }
}

extension String.UTF8View {
    /// Without Unicode's white space at both ends.
    fileprivate var trimmed: Substring.UTF8View {
        var rest = String(self)[...].unicodeScalars
        while let first = rest.first, first.properties.isWhitespace {
            rest.removeFirst()
        }
        while let last = rest.last, last.properties.isWhitespace {
            rest.removeLast()
        }
        return Substring(rest).utf8
    }
}

extension Substring.UTF8View {
    /// Whether an underscore is first, last or beside another.
    fileprivate var hasStrayUnderscore: Bool {
        var previous = UInt8(ascii: "_")
        for byte in self {
            if byte == UInt8(ascii: "_"), previous == byte { return true }
            previous = byte
        }
        return previous == UInt8(ascii: "_")
    }
}
