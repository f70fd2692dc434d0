import JSON

/// One value's validation as pydantic 1 does it: unions take the first branch that fits, much is converted, and errors name neither
/// the branch nor the input.
///
/// Measured with FastAPI 0.110.3 and pydantic 1.10.26.
struct OldValidation {
    let rules: [Rule]
    var failures: [Failure] = []
    private var modelDepth = 0

    /// Models that lie in each other deeper than this are refused; pydantic 1 runs into Python's limit somewhere there.
    private static let greatestModelDepth = 200

    init(_ program: Program) {
        rules = program.rules
    }

    mutating func check(_ id: RuleID, _ value: JSONValue) -> Outcome {
        switch rules[id] {
        case .any: return .same
        case .alias(let rule): return check(rule, value)
        case .nullable(let rule):
            if case .null = value { return .same }
            return check(rule, value)
        case .null:
            if case .null = value { return .same }
            return fail(Complaint.Old.notNone, value, id, "type")
        case .union(let rule): return checkUnion(rule.branches.map(\.rule), value)
        case .tagged(let rule): return checkUnion(rule.branches.map(\.rule), value)
        default: break
        }
        if case .null = value { return fail(Complaint.Old.none, value, id, "type") }
        switch rules[id] {
        case .list(let rule): return checkList(rule, value, id)
        case .set(let rule): return checkList(rule, value, id, isSet: true)
        case .tuple(let items): return checkTuple(items, value, id)
        case .dictionary(let rule): return checkDictionary(rule, value, id)
        case .model(let rule): return checkModel(rule, value, id)
        case let rule: return checkScalar(rule, value, id)
        }
    }

    private mutating func checkUnion(_ branches: [RuleID], _ value: JSONValue) -> Outcome {
        let before = failures.count
        for branch in branches {
            let outcome = check(branch, value)
            if case .failed = outcome { continue }
            failures.removeSubrange(before...)
            return outcome
        }
        return .failed
    }

    /// Lengths come before what is in the list.
    private mutating func checkList(_ rule: ListRule, _ value: JSONValue, _ id: RuleID, isSet: Bool = false) -> Outcome
    {
        guard case .array(var elements) = value else {
            return fail(isSet ? Complaint.Old.set : Complaint.Old.list, value, id, "type")
        }
        let name = isSet ? "set" : "list"
        if let limit = rule.minItems, elements.count < limit {
            return fail(
                Complaint.Old.length("value_error.\(name).min_items", "at least", "items", limit),
                value,
                id,
                "minItems"
            )
        }
        if let limit = rule.maxItems, elements.count > limit {
            return fail(
                Complaint.Old.length("value_error.\(name).max_items", "at most", "items", limit),
                value,
                id,
                "maxItems"
            )
        }
        guard let items = rule.items else { return .same }
        guard let isSame = checkElements(&elements, { _ in items }) else { return .failed }
        return isSame ? .same : .changed(.array(elements))
    }

    private mutating func checkTuple(_ items: [RuleID], _ value: JSONValue, _ id: RuleID) -> Outcome {
        guard case .array(var elements) = value else { return fail(Complaint.Old.tuple, value, id, "type") }
        guard elements.count == items.count else {
            return fail(Complaint.Old.tupleLength(elements.count, expected: items.count), value, id, "prefixItems")
        }
        guard let isSame = checkElements(&elements, { items[$0] }) else { return .failed }
        return isSame ? .same : .changed(.array(elements))
    }

    /// Whether all elements stay as they are; nil if one is wrong.
    private mutating func checkElements(_ elements: inout [JSONValue], _ rule: (Int) -> RuleID) -> Bool? {
        let before = failures.count
        var isSame = true
        for index in elements.indices {
            let mark = failures.count
            switch check(rule(index), elements[index]) {
            case .same: break
            case .changed(let element):
                elements[index] = element
                isSame = false
            case .failed: prepend(.element(index), since: mark)
            }
        }
        return failures.count == before ? isSame : nil
    }

    private mutating func checkDictionary(_ rule: DictionaryRule, _ value: JSONValue, _ id: RuleID) -> Outcome {
        guard let object = Self.dictionary(value) else { return fail(Complaint.Old.dict, value, id, "type") }
        guard let values = rule.values else { return .changed(.object(object)) }
        let before = failures.count
        var changed = object
        for (name, member) in object {
            let mark = failures.count
            switch check(values, member) {
            case .same: break
            case .changed(let coerced): changed[name] = coerced
            case .failed: prepend(.member(name), since: mark)
            }
        }
        return failures.count == before ? .changed(.object(changed)) : .failed
    }

    private mutating func checkModel(_ rule: ModelRule, _ value: JSONValue, _ id: RuleID) -> Outcome {
        guard let object = Self.dictionary(value), modelDepth < Self.greatestModelDepth else {
            return fail(Complaint.Old.dict, value, id, "type")
        }
        modelDepth += 1
        defer { modelDepth -= 1 }
        let before = failures.count
        var output = rule.template
        for field in rule.fields {
            let mark = failures.count
            guard let member = object[field.name] else {
                if field.defaultValue == nil {
                    _ = fail(Complaint.Old.missing, value, id, "required")
                    prepend(.absentMember(field.name), since: mark)
                }
                continue
            }
            // What has no default in the document may be null: the first pydantic does not say so.
            if case .null = member, case .null? = field.defaultValue { continue }
            switch check(field.rule, member) {
            case .same: output[field.name] = member
            case .changed(let coerced): output[field.name] = coerced
            case .failed: prepend(.member(field.name), since: mark)
            }
        }
        checkExtras(rule, object, id, &output)
        return failures.count == before ? .changed(.object(output)) : .failed
    }

    /// Extra members are told in the order of their names.
    private mutating func checkExtras(
        _ rule: ModelRule,
        _ object: JSONObject,
        _ id: RuleID,
        _ output: inout JSONObject
    ) {
        guard rule.extra != .ignore else { return }
        let extras = object.filter { !rule.hasField($0.key) }
        if rule.extra == .keep {
            for (name, member) in extras { output[name] = member }
            return
        }
        let sorted = extras.sorted {
            $0.key.description.unicodeScalars.lexicographicallyPrecedes($1.key.description.unicodeScalars)
        }
        for (name, member) in sorted {
            let mark = failures.count
            _ = fail(Complaint.Old.extra, member, id, "additionalProperties")
            prepend(.member(name), since: mark)
        }
    }

    /// What Python's `dict` makes of a value: of lists of pairs too, and of what is empty.
    private static func dictionary(_ value: JSONValue) -> JSONObject? {
        switch value {
        case .object(let object): return object
        case .string(let string): return string.utf8Count == 0 ? JSONObject() : nil
        case .array(let elements):
            var object = JSONObject()
            for element in elements {
                guard let pair = pair(element) else { return nil }
                object[pair.name] = pair.value
            }
            return object
        default: return nil
        }
    }

    private static func pair(_ value: JSONValue) -> (name: JSONString, value: JSONValue)? {
        switch value {
        case .array(let pair) where pair.count == 2:
            guard case .string(let name) = pair[0] else { return nil }
            return (name, pair[1])
        case .string(let string):
            guard let scalars = string.string?.unicodeScalars, scalars.count == 2, let first = scalars.first,
                let last = scalars.last
            else { return nil }
            return (JSONString(String(first)), .string(JSONString(String(last))))
        case .object(let object) where object.count == 2:
            return (object[0].key, .string(object[1].key))
        default: return nil
        }
    }

    mutating func fail(_ complaint: Complaint, _ input: JSONValue, _ rule: RuleID, _ keyword: JSONString) -> Outcome {
        failures.append(Failure(complaint: complaint, input: input, rule: rule, keyword: keyword))
        return .failed
    }

    private mutating func prepend(_ step: Failure.Step, since mark: Int) {
        for index in mark..<failures.count { failures[index].way.append(step) }
    }
}
