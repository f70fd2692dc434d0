import JSON
import JSONSchema

extension OldValidation {
    mutating func checkScalar(_ rule: Rule, _ value: JSONValue, _ id: RuleID) -> Outcome {
        switch rule {
        case .boolean:
            guard let bool = Self.bool(value) else { return fail(Complaint.Old.bool, value, id, "type") }
            return .changed(.bool(bool))
        case .string(let rule): return checkString(rule, value, id)
        case .integer(let rule):
            guard let number = Self.integer(value) else { return fail(Complaint.Old.integer, value, id, "type") }
            let double = number.value.double ?? .nan
            if let broken = Self.brokenBound(rule.bounds.map { $0.value }, double) {
                return fail(broken.complaint, value, id, broken.keyword)
            }
            return .changed(number.value)
        case .number(let rule):
            guard let number = Self.float(value) else { return fail(Complaint.Old.float, value, id, "type") }
            if let broken = Self.brokenBound(rule.bounds.map(Self.limit), number) {
                return fail(broken.complaint, value, id, broken.keyword)
            }
            return .changed(.number(.double(number)))
        case .literal(let rule):
            guard let found = rule.value(equalInPythonTo: value) else {
                return fail(Complaint.Old.notExpected(rule, given: value), value, id, rule.keyword)
            }
            return .changed(found)
        case .format(let format): return checkFormat(format, value, id)
        default: return .same
        }
    }

    private mutating func checkString(_ rule: StringRule, _ value: JSONValue, _ id: RuleID) -> Outcome {
        guard let string = Self.string(value) else { return fail(Complaint.Old.str, value, id, "type") }
        if let limit = rule.minLength, string.codePointCount < limit {
            return fail(
                Complaint.Old.length("value_error.any_str.min_length", "at least", "characters", limit),
                value,
                id,
                "minLength"
            )
        }
        if let limit = rule.maxLength, string.codePointCount > limit {
            return fail(
                Complaint.Old.length("value_error.any_str.max_length", "at most", "characters", limit),
                value,
                id,
                "maxLength"
            )
        }
        // `re.match` begins at the text's beginning.
        if let pattern = rule.pattern, !pattern.matchesAtStart(string.description) {
            return fail(Complaint.Old.regex(pattern.text), value, id, "pattern")
        }
        return .changed(.string(string))
    }

    private mutating func checkFormat(_ format: TextFormat, _ value: JSONValue, _ id: RuleID) -> Outcome {
        switch format {
        case .bytes:
            return Self.string(value) == nil ? fail(Complaint.Old.bytes, value, id, "type") : .same
        case .url(let maxLength):
            guard let text = Self.string(value)?.string else { return fail(Complaint.Old.str, value, id, "type") }
            guard let complaint = URLText.complaint(text, maxLength: maxLength) else { return .same }
            let isScheme = complaint.type == "url_scheme" || complaint.message.hasSuffix("without a base")
            return fail(isScheme ? Complaint.Old.urlScheme : Complaint.Old.urlHost, value, id, "format")
        case .uuid(let version):
            guard let text = value.string, UUIDText.complaint(text, version: version) == nil else {
                return fail(Complaint.Old.uuid, value, id, "format")
            }
            return .same
        case .date, .dateTime:
            let input: DateText.Input? =
                switch value {
                case .string(let string): string.string.map(DateText.Input.text)
                case .number(let number): .double(number.double)
                default: nil
                }
            let isDate = if case .date = format { true } else { false }
            guard let input, (isDate ? DateText.dateComplaint : DateText.dateTimeComplaint)(input) == nil else {
                return fail(isDate ? Complaint.Old.date : Complaint.Old.dateTime, value, id, "format")
            }
            return .same
        }
    }

    private static func bool(_ value: JSONValue) -> Bool? {
        switch value {
        case .bool(let bool): bool
        case .number(let number):
            number.isNumericallyEqual(to: .integer(1)) ? true : number.isNumericallyEqual(to: .integer(0)) ? false : nil
        case .string(let string): string.string.flatMap { BooleanText.parse($0.lowercased()) }
        default: nil
        }
    }

    /// Python's `str` of numbers and booleans; strings as they are.
    private static func string(_ value: JSONValue) -> JSONString? {
        switch value {
        case .string(let string): string
        case .number, .bool: JSONString(PythonSpelling.repr(value))
        default: nil
        }
    }

    /// Python's `int`: floats are cut, strings read.
    private static func integer(_ value: JSONValue) -> WholeNumber? {
        switch value {
        case .bool(let bool): return WholeNumber(bool ? 1 : 0)
        case .number(.double(let double)):
            guard double.isFinite else { return nil }
            let whole = double.rounded(.towardZero)
            return Int64(exactly: whole).map(WholeNumber.init)
                ?? WholeNumber(isNegative: whole < 0, digits: PythonSpelling.plain(whole.magnitude))
        case .number(let number): return WholeNumber(number)
        case .string(let string):
            guard let text = string.string.map(asciiDigits), !text.utf8.contains(UInt8(ascii: ".")),
                case .number(let number) = IntegerText.parse(text)
            else { return nil }
            return number
        default: return nil
        }
    }

    /// Python's `float`.
    private static func float(_ value: JSONValue) -> Double? {
        switch value {
        case .bool(let bool): bool ? 1 : 0
        case .number(let number): number.double
        case .string(let string): string.string.flatMap { FloatText.parse(asciiDigits($0)) }
        default: nil
        }
    }

    /// Python reads the digits of every script.
    private static func asciiDigits(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 >= 0x80 }) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            let digit =
                scalar.properties.generalCategory == .decimalNumber
                ? scalar.properties.numericValue.map { Int($0) } : nil
            if let digit { result += String(digit) } else { result.unicodeScalars.append(scalar) }
        }
    }

    /// A limit as documents spell it: stores write 1.0 as 1.
    private static func limit(_ double: Double) -> JSONValue {
        .number(Int64(exactly: double).map(JSONNumber.integer) ?? .double(double))
    }

    /// The first limit that a number breaks: below, above, then the divisor.
    private static func brokenBound(_ bounds: Bounds<JSONValue>, _ number: Double) -> BrokenBound? {
        func breaks(_ limit: JSONValue?, _ holds: (Double, Double) -> Bool) -> JSONValue? {
            guard let limit, let bound = limit.double, !holds(number, bound) else { return nil }
            return limit
        }
        if let limit = breaks(bounds.exclusiveMinimum, >) {
            return BrokenBound(
                complaint: Complaint.Old.bound("not_gt", "greater than", limit),
                keyword: "exclusiveMinimum"
            )
        }
        if let limit = breaks(bounds.minimum, >=) {
            return BrokenBound(
                complaint: Complaint.Old.bound("not_ge", "greater than or equal to", limit),
                keyword: "minimum"
            )
        }
        if let limit = breaks(bounds.exclusiveMaximum, <) {
            return BrokenBound(
                complaint: Complaint.Old.bound("not_lt", "less than", limit),
                keyword: "exclusiveMaximum"
            )
        }
        if let limit = breaks(bounds.maximum, <=) {
            return BrokenBound(
                complaint: Complaint.Old.bound("not_le", "less than or equal to", limit),
                keyword: "maximum"
            )
        }
        let isMultiple: (Double, Double) -> Bool = { number, divisor in
            let quotient = number / divisor
            let rest = quotient - quotient.rounded(.down)
            return rest <= 1e-8 || (rest - 1).magnitude <= 1e-8
        }
        if let limit = breaks(bounds.multipleOf, isMultiple) {
            return BrokenBound(
                complaint: Complaint.Old.bound("not_multiple", "a multiple of", limit),
                keyword: "multipleOf"
            )
        }
        return nil
    }
}

extension Bounds {
    fileprivate func map<Other>(_ transform: (Number) -> Other) -> Bounds<Other> {
        var other = Bounds<Other>()
        other.multipleOf = multipleOf.map(transform)
        other.maximum = maximum.map(transform)
        other.exclusiveMaximum = exclusiveMaximum.map(transform)
        other.minimum = minimum.map(transform)
        other.exclusiveMinimum = exclusiveMinimum.map(transform)
        return other
    }
}
