import JSON

extension Validation {
    /// The rules that look at a value by themselves; what is not of the type that a rule is about satisfies it.
    mutating func checkAssertion(_ rule: SchemaRule, _ value: JSONValue, _ id: NodeID) -> Bool {
        switch rule {
        case .never:
            return fail(id, "", "nothing is allowed here")
        case .types(let types):
            return types.allow(value) || fail(id, "type", "is \(Self.name(of: value)), not \(Self.words(types))")
        case .constant(let constant):
            return SchemaEquality.areEqual(constant, value) || fail(id, "const", "is not \(Self.text(constant))")
        case .enumeration(let rule):
            return rule.allows(value)
                || fail(id, "enum", "is none of \(rule.values.prefix(20).map(Self.text).joined(separator: ", "))")
        default:
            break
        }
        switch value {
        case .number(let number): return check(rule, number, id)
        case .string(let string): return check(rule, string, id)
        case .array(let elements): return check(rule, elements, id)
        case .object(let object): return check(rule, object, id)
        case .null, .bool: return true
        }
    }

    private mutating func check(_ rule: SchemaRule, _ number: JSONNumber, _ id: NodeID) -> Bool {
        switch rule {
        case .bound(let bound):
            bound.allows(number)
                || fail(id, bound.keyword, "is not \(bound.words) \(Self.text(.number(bound.limit)))")
        case .multipleOf(let divisor):
            DecimalNumber(number)?.isMultiple(of: divisor) ?? false
                || fail(id, "multipleOf", "is not a multiple of \(Self.text(.number(divisor.number)))")
        default: true
        }
    }

    private mutating func check(_ rule: SchemaRule, _ string: JSONString, _ id: NodeID) -> Bool {
        switch rule {
        case .minLength(let count):
            // No character has more than four bytes.
            string.utf8Count >= count * 4 || string.codePointCount >= count
                || fail(id, "minLength", "is shorter than \(count) characters")
        case .maxLength(let count):
            string.utf8Count <= count || string.codePointCount <= count
                || fail(id, "maxLength", "is longer than \(count) characters")
        case .pattern(let pattern):
            pattern.matches(string.description) || fail(id, "pattern", "does not match \(pattern.text)")
        case .format(let format):
            format.allows(string.description) || fail(id, "format", "is no \(format.rawValue)")
        default: true
        }
    }

    private mutating func check(_ rule: SchemaRule, _ elements: [JSONValue], _ id: NodeID) -> Bool {
        switch rule {
        case .minItems(let count): elements.count >= count || fail(id, "minItems", "has fewer than \(count) elements")
        case .maxItems(let count): elements.count <= count || fail(id, "maxItems", "has more than \(count) elements")
        case .uniqueItems:
            SchemaEquality.areDistinct(elements) || fail(id, "uniqueItems", "has two elements that are equal")
        default: true
        }
    }

    private mutating func check(_ rule: SchemaRule, _ object: JSONObject, _ id: NodeID) -> Bool {
        switch rule {
        case .minProperties(let count):
            return object.count >= count || fail(id, "minProperties", "has fewer than \(count) members")
        case .maxProperties(let count):
            return object.count <= count || fail(id, "maxProperties", "has more than \(count) members")
        case .required(let names):
            return hasAll(names, object, id, "required")
        case .dependentRequired(let dependencies, let keyword):
            var isRight = true
            for (name, names) in dependencies where object.index(of: name) != nil {
                isRight = hasAll(names, object, id, keyword) && isRight
            }
            return isRight
        default:
            return true
        }
    }

    private mutating func hasAll(
        _ names: [JSONString],
        _ object: JSONObject,
        _ id: NodeID,
        _ keyword: JSONString
    ) -> Bool {
        var isRight = true
        for name in names where object.index(of: name) == nil {
            isRight = fail(id, keyword, "has no member \(name)")
            if !reports { return false }
        }
        return isRight
    }

    private static func name(of value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool: "a boolean"
        case .number(.double): "a number"
        case .number: "an integer"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }

    private static func words(_ types: JSONTypes) -> String {
        JSONTypes.names.filter { types.contains($0.type) }.map(\.name).joined(separator: " or ")
    }

    /// A value as JSON, cut where it is long.
    private static func text(_ value: JSONValue) -> String {
        let text = String(decoding: value.serialized(), as: UTF8.self)
        return text.count > 80 ? text.prefix(80) + "…" : text
    }
}
