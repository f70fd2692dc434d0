import JSON

extension Validation {
    mutating func checkMembers(_ rule: SchemaRule, _ object: JSONObject, _ id: NodeID) -> Bool {
        switch rule {
        case .members(let rule): return check(rule, object)
        case .propertyNames(let node):
            var isRight = true
            for (name, _) in object where !checkPart(node, .string(name), at: name) {
                guard reports else { return false }
                isRight = false
            }
            return isRight
        case .unevaluatedProperties(let node):
            guard let before = evaluated else { return true }
            var isRight = true
            for (name, member) in object where !before.hasMember(name) && !checkPart(node, member, at: name) {
                guard reports else { return false }
                isRight = false
            }
            evaluated?.hasAllMembers = true
            return isRight
        default:
            return true
        }
    }

    private mutating func check(_ rule: MembersRule, _ object: JSONObject) -> Bool {
        var isRight = true
        for (name, member) in object {
            var isKnown = false
            if let node = rule.named[name] {
                isKnown = true
                isRight = checkPart(node, member, at: name) && isRight
            }
            for (pattern, node) in rule.patterns where pattern.matches(name.description) {
                isKnown = true
                isRight = checkPart(node, member, at: name) && isRight
            }
            if !isKnown, let additional = rule.additional {
                isKnown = true
                isRight = checkPart(additional, member, at: name) && isRight
            }
            if isKnown { evaluated?.members.insert(name) }
            guard isRight || reports else { return false }
        }
        return isRight
    }

    mutating func checkElements(_ rule: SchemaRule, _ elements: [JSONValue], _ id: NodeID) -> Bool {
        switch rule {
        case .elements(let rule): return check(rule, elements)
        case .contains(let rule): return check(rule, elements, id)
        case .unevaluatedItems(let node):
            guard let before = evaluated else { return true }
            var isRight = true
            for (index, element) in elements.enumerated() where !before.hasElement(index) {
                guard !checkPart(node, element, at: JSONString(String(index))) else { continue }
                guard reports else { return false }
                isRight = false
            }
            evaluated?.hasAllElements = true
            return isRight
        default:
            return true
        }
    }

    private mutating func check(_ rule: ElementsRule, _ elements: [JSONValue]) -> Bool {
        var isRight = true
        for index in elements.indices {
            guard let node = index < rule.first.count ? rule.first[index] : rule.rest else { break }
            isRight = checkPart(node, elements[index], at: JSONString(String(index))) && isRight
            guard isRight || reports else { return false }
        }
        if var noted = evaluated {
            noted.firstElements = max(noted.firstElements, rule.first.count)
            noted.hasAllElements = noted.hasAllElements || rule.rest != nil
            evaluated = noted
        }
        return isRight
    }

    private mutating func check(_ rule: ContainsRule, _ elements: [JSONValue], _ id: NodeID) -> Bool {
        var count = 0
        let notes = evaluated != nil && rule.evaluates
        for index in elements.indices {
            let outer = evaluated
            evaluated = nil
            let isRight = holds(rule.node, elements[index], keepsEvaluated: false)
            evaluated = outer
            guard isRight else { continue }
            count += 1
            if notes { evaluated?.elements.insert(index) }
            if !notes, rule.most == nil, count >= rule.least { return true }
        }
        if count < rule.least {
            return fail(
                id,
                rule.least == 1 ? "contains" : "minContains",
                "has \(count) elements of the kind that it must contain"
            )
        }
        if let most = rule.most, count > most {
            return fail(id, "maxContains", "has \(count) elements of a kind of which \(most) are allowed")
        }
        return true
    }
}
