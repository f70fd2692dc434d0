import JSON

extension Validation {
    mutating func checkList(_ rule: ListRule, _ value: JSONValue, _ id: RuleID) -> Outcome {
        guard case .array(let elements) = value else { return fail(.listType, value, id, "type") }
        if let limit = rule.maxItems, elements.count > limit {
            return fail(.tooLong("List", limit: limit, count: elements.count), value, id, "maxItems")
        }
        var outcome = Outcome.same
        if let items = rule.items {
            let checked = checkElements(elements, items)
            guard let checked else { return .failed }
            outcome = checked
        }
        if let limit = rule.minItems, elements.count < limit {
            return fail(.tooShort("List", limit: limit, count: elements.count), value, id, "minItems")
        }
        return outcome
    }

    /// Checks every element; nil if one is wrong.
    private mutating func checkElements(_ elements: [JSONValue], _ items: RuleID) -> Outcome? {
        let before = failures.count
        var changed: [JSONValue]?
        for index in elements.indices {
            let mark = failures.count
            switch check(items, elements[index]) {
            case .same:
                break
            case .changed(let element):
                if changed == nil {
                    changed = elements
                }
                changed?[index] = element
            case .failed:
                prepend(.element(index), since: mark)
            }
        }
        guard failures.count == before else { return nil }
        return changed.map { .changed(.array($0)) } ?? .same
    }

    mutating func checkSet(_ rule: ListRule, _ value: JSONValue, _ id: RuleID) -> Outcome {
        guard case .array(let elements) = value else { return fail(.setType, value, id, "type") }
        floor(.lax)
        let before = failures.count
        var members = PythonSet()
        for index in elements.indices {
            let mark = failures.count
            var element = elements[index]
            switch rule.items.map({ check($0, element) }) ?? .same {
            case .same:
                break
            case .changed(let coerced):
                element = coerced
            case .failed:
                prepend(.element(index), since: mark)
                continue
            }
            guard members.insert(element) else {
                _ = fail(.setItemNotHashable, elements[index], id, "uniqueItems")
                prepend(.element(index), since: mark)
                continue
            }
            // pydantic counts while it builds the set, and forgets what was wrong before.
            if let limit = rule.maxItems, members.count > limit {
                failures.removeSubrange(before...)
                return fail(.tooLong("Set", limit: limit, count: nil), value, id, "maxItems")
            }
        }
        guard failures.count == before else { return .failed }
        if let limit = rule.minItems, members.count < limit {
            return fail(.tooShort("Set", limit: limit, count: members.count), value, id, "minItems")
        }
        return .changed(.array(members.values))
    }

    mutating func checkTuple(_ items: [RuleID], _ value: JSONValue, _ id: RuleID) -> Outcome {
        guard case .array(var elements) = value else { return fail(.tupleType, value, id, "type") }
        guard elements.count <= items.count else {
            return fail(.tooLong("Tuple", limit: items.count, count: elements.count), value, id, "prefixItems")
        }
        floor(.lax)
        let before = failures.count
        var isSame = true
        for (index, item) in items.enumerated() {
            let mark = failures.count
            guard index < elements.count else {
                _ = fail(.missing, value, id, "prefixItems")
                prepend(.absentElement(index), since: mark)
                continue
            }
            switch check(item, elements[index]) {
            case .same:
                break
            case .changed(let element):
                elements[index] = element
                isSame = false
            case .failed:
                prepend(.element(index), since: mark)
            }
        }
        guard failures.count == before else { return .failed }
        return isSame ? .same : .changed(.array(elements))
    }

    mutating func checkDictionary(_ rule: DictionaryRule, _ value: JSONValue, _ id: RuleID) -> Outcome {
        guard case .object(let object) = value else { return fail(.dictType, value, id, "type") }
        let before = failures.count
        var changed: JSONObject?
        if let values = rule.values {
            for (name, member) in object {
                let mark = failures.count
                switch check(values, member) {
                case .same:
                    break
                case .changed(let coerced):
                    if changed == nil {
                        changed = object
                    }
                    changed?[name] = coerced
                case .failed:
                    prepend(.member(name), since: mark)
                }
            }
        } else if !object.isEmpty {
            floor(.strict)
        }
        guard failures.count == before else { return .failed }
        if let limit = rule.minProperties, object.count < limit {
            return fail(.tooShort("Dictionary", limit: limit, count: object.count), value, id, "minProperties")
        }
        if let limit = rule.maxProperties, object.count > limit {
            return fail(.tooLong("Dictionary", limit: limit, count: object.count), value, id, "maxProperties")
        }
        return changed.map { .changed(.object($0)) } ?? .same
    }
}
