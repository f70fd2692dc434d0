import JSON
import JSONSchema

extension Validation {
    mutating func checkBoolean(_ value: JSONValue, _ id: RuleID) -> Outcome {
        let bool: Bool?
        switch value {
        case .bool:
            return .same
        case .string(let string):
            guard let text = string.string else { return fail(.stringUnicode, value, id, "type") }
            bool = BooleanText.parse(text)
        case .number(.integer(let integer)):
            bool = integer == 0 ? false : integer == 1 ? true : nil
        case .number(.double(let double)):
            // pydantic reads it as an integer of 64 bits first.
            guard -0x1p63 < double, double < 0x1p63, double.rounded(.towardZero) == double else {
                return fail(.boolType, value, id, "type")
            }
            bool = double == 0 ? false : double == 1 ? true : nil
        case .null, .array, .object, .number(.bigInteger):
            return fail(.boolType, value, id, "type")
        }
        guard let bool else { return fail(.boolParsing, value, id, "type") }
        floor(.lax)
        return .changed(.bool(bool))
    }

    mutating func checkString(_ rule: StringRule, _ value: JSONValue, _ id: RuleID) -> Outcome {
        guard case .string(let string) = value else { return fail(.stringType, value, id, "type") }
        guard rule.isConstrained else { return .same }
        // Only constraints make pydantic decode the string.
        guard !string.hasLoneSurrogate else { return fail(.stringUnicode, value, id, "type") }
        if let limit = rule.minLength, string.codePointCount < limit {
            return fail(.stringTooShort(limit), value, id, "minLength")
        }
        if let limit = rule.maxLength, string.utf8Count > limit, string.codePointCount > limit {
            return fail(.stringTooLong(limit), value, id, "maxLength")
        }
        if let pattern = rule.pattern, let text = string.string, !pattern.matches(text) {
            return fail(.patternMismatch(pattern.text), value, id, "pattern")
        }
        return .same
    }

    mutating func checkInteger(_ rule: IntegerRule, _ value: JSONValue, _ id: RuleID) -> Outcome {
        let number: WholeNumber
        var isSame = false
        switch value {
        case .number(.integer(let integer)):
            number = WholeNumber(integer)
            isSame = true
        case .number(.bigInteger(let digits)):
            number = WholeNumber(digits: digits)
            isSame = true
        case .number(.double(let double)):
            guard double.isFinite else { return fail(.finiteNumber, value, id, "type") }
            guard double.rounded(.towardZero) == double else { return fail(.intFromFloat, value, id, "type") }
            guard double != -0x1p63, let integer = Int64(exactly: double) else {
                return fail(.intParsingSize, value, id, "type")
            }
            number = WholeNumber(integer)
        case .bool(let bool):
            number = WholeNumber(bool ? 1 : 0)
        case .string(let string):
            guard let text = string.string else { return fail(.stringUnicode, value, id, "type") }
            switch IntegerText.parse(text) {
            case .number(let parsed): number = parsed
            case .tooLong: return fail(.intParsingSize, value, id, "type")
            case .invalid: return fail(.intParsing, value, id, "type")
            }
        case .null, .array, .object:
            return fail(.intType, value, id, "type")
        }
        if !rule.bounds.isEmpty, let broken = brokenBound(rule.bounds, number) {
            return fail(broken.complaint, value, id, broken.keyword)
        }
        guard !isSame else { return .same }
        floor(.lax)
        return .changed(number.value)
    }

    mutating func checkNumber(_ rule: NumberRule, _ value: JSONValue, _ id: RuleID) -> Outcome {
        let number: Double
        var fit = Exactness.lax
        switch value {
        case .number(.double(let double)):
            number = double
            fit = .exact
        case .number(let integer):
            number = integer.double
            guard number.isFinite else { return fail(.floatType, value, id, "type") }
            fit = .strict
        case .bool(let bool):
            number = bool ? 1 : 0
        case .string(let string):
            guard let text = string.string else { return fail(.stringUnicode, value, id, "type") }
            guard let parsed = FloatText.parse(text) else { return fail(.floatParsing, value, id, "type") }
            number = parsed
        case .null, .array, .object:
            return fail(.floatType, value, id, "type")
        }
        if !rule.bounds.isEmpty, let broken = brokenBound(rule.bounds, number) {
            return fail(broken.complaint, value, id, broken.keyword)
        }
        floor(fit)
        return fit == .exact ? .same : .changed(.number(.double(number)))
    }

    mutating func checkLiteral(_ rule: LiteralRule, _ value: JSONValue, _ id: RuleID) -> Outcome {
        let found: JSONValue?
        switch value {
        case .string(let string):
            if rule.hasStrings, string.hasLoneSurrogate { return fail(.stringUnicode, value, id, rule.keyword) }
            found = rule.value(string)
        case .number(.integer(let integer)):
            found = rule.value(integer) ?? rule.value(equalInPythonTo: value)
        case .number(.bigInteger) where rule.hasIntegers:
            return fail(.intParsingSize, value, id, rule.keyword)
        case .array, .object:
            found = nil
        default:
            found = rule.values.first { $0 == value } ?? rule.value(equalInPythonTo: value)
        }
        guard let found else { return fail(.notExpected(rule), value, id, rule.keyword) }
        if rule.className != nil {
            floor(.lax)
        }
        return found == value ? .same : .changed(found)
    }
}
