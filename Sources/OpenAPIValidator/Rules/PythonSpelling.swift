import JSON

/// Values spelled as Python's `repr` and `str` spell them.
enum PythonSpelling {
    /// `'a', 'b' or 'c'`.
    static func alternatives(_ values: [JSONValue]) -> String {
        let spelled = values.map(repr)
        guard spelled.count > 1, let last = spelled.last else { return spelled.joined() }
        return spelled.dropLast().joined(separator: ", ") + " or " + last
    }

    /// With three U+FFFD for a lone surrogate, as Rust reads it.
    static func str(_ value: JSONValue) -> String {
        if case .string(let string) = value { lossyText(string) } else { repr(value) }
    }

    /// The text as Rust decodes it: each of the three bytes that spell a lone surrogate becomes U+FFFD.
    static func lossyText(_ string: JSONString) -> String {
        string.string ?? String(decoding: string.generalizedUTF8, as: UTF8.self)
    }

    static func repr(_ value: JSONValue) -> String {
        switch value {
        case .null:
            return "None"
        case .bool(let bool):
            return bool ? "True" : "False"
        case .number(.bigInteger(let digits)):
            return digits
        case .number(.double(let double)) where !double.isFinite:
            return double.isNaN ? "nan" : double < 0 ? "-inf" : "inf"
        case .number(let number):
            var writer = JSONWriter(capacity: 24)
            writer.number(number)
            return String(decoding: writer.bytes, as: UTF8.self)
        case .string(let string):
            return repr(string)
        case .array(let elements):
            return "[" + elements.map(repr).joined(separator: ", ") + "]"
        case .object(let object):
            return "{" + object.map { repr($0.key) + ": " + repr($0.value) }.joined(separator: ", ") + "}"
        }
    }

    static func repr(_ string: JSONString) -> String {
        let text = string.description
        let quote: Unicode.Scalar = text.utf8.contains(0x27) && !text.utf8.contains(0x22) ? "\"" : "'"
        var spelled = String(quote)
        for scalar in text.unicodeScalars {
            switch scalar {
            case quote, "\\": spelled += "\\" + String(scalar)
            case "\n": spelled += "\\n"
            case "\r": spelled += "\\r"
            case "\t": spelled += "\\t"
            default: spelled += isPrintable(scalar) ? String(scalar) : escape(scalar)
            }
        }
        return spelled + String(quote)
    }

    /// A double as Rust's `Display` writes it, which pydantic's words have: never with an exponent, `1` for 1.0.
    static func plain(_ double: Double) -> String {
        let text = double.magnitude.description
        let sign = double.sign == .minus ? "-" : ""
        guard let mark = text.firstIndex(of: "e"), let exponent = Int(text[text.index(after: mark)...]) else {
            return sign + (text.hasSuffix(".0") ? String(text.dropLast(2)) : text)
        }
        let digits = text[..<mark].filter { $0 != "." }
        let significant = digits.hasSuffix("0") && digits.count > 1 ? String(digits.dropLast()) : String(digits)
        if exponent < 0 {
            return sign + "0." + String(repeating: "0", count: -exponent - 1) + significant
        }
        return sign + significant + String(repeating: "0", count: max(0, exponent + 1 - significant.count))
    }

    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16)
        let (mark, width) = scalar.value <= 0xFF ? ("\\x", 2) : scalar.value <= 0xFFFF ? ("\\u", 4) : ("\\U", 8)
        return mark + String(repeating: "0", count: width - digits.utf8.count) + digits
    }
}
