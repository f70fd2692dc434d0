import JSON

extension Validation {
    /// How many models pydantic follows into each other before it gives up.
    private static var greatestModelDepth: Int { 255 }

    mutating func checkModel(_ rule: ModelRule, _ value: JSONValue, _ id: RuleID) -> Outcome {
        guard case .object(let object) = value else { return fail(.modelAttributesType, value, id, "type") }
        guard modelDepth < Self.greatestModelDepth else { return fail(.recursionDepth, value, id, "type") }
        modelDepth += 1
        defer { modelDepth -= 1 }
        floor(.strict)

        // The output is made only where it differs from the input: a copy of the defaults with what was given put in.
        var output: JSONObject?
        if object.count != rule.fields.count {
            output = rule.template
        }
        let before = failures.count
        var given = 0
        for (position, field) in rule.fields.enumerated() {
            guard let place = place(of: field.name, in: object, likely: position) else {
                if field.defaultValue == nil {
                    let mark = failures.count
                    _ = fail(.missing, value, id, "required")
                    prepend(.absentMember(field.name), since: mark)
                }
                depart(from: object, at: position, &output, rule)
                continue
            }
            if place != position {
                depart(from: object, at: position, &output, rule)
            }
            let mark = failures.count
            let member = object[place].value
            switch check(field.rule, member) {
            case .same:
                output?[field.name] = member
                given += 1
            case .changed(let coerced):
                depart(from: object, at: position, &output, rule)
                output?[field.name] = coerced
                given += 1
            case .failed:
                prepend(.member(field.name), since: mark)
            }
        }
        if let undecodable = checkExtras(rule, object, id, &output) {
            // pydantic gives up on the whole model, with the name as the input.
            failures.removeSubrange(before...)
            return fail(.stringUnicode, .string(undecodable), id, "additionalProperties")
        }
        guard failures.count == before else { return .failed }
        fieldsSet = (fieldsSet ?? 0) + given
        return output.map { .changed(.object($0)) } ?? .same
    }

    private func place(of name: JSONString, in object: JSONObject, likely position: Int) -> Int? {
        if position < object.count, object[position].key == name {
            return position
        }
        return object.index(of: name)
    }

    /// Stops taking the input for the output: begins one with the fields before `position`, which all were the same.
    private func depart(from object: JSONObject, at position: Int, _ output: inout JSONObject?, _ rule: ModelRule) {
        guard output == nil else { return }
        var copy = rule.template
        for index in 0..<min(position, object.count) {
            copy[object[index].key] = object[index].value
        }
        output = copy
    }

    /// Keeps or refuses the members that are no fields; returns a name that cannot be decoded, if there is one.
    private mutating func checkExtras(
        _ rule: ModelRule,
        _ object: JSONObject,
        _ id: RuleID,
        _ output: inout JSONObject?
    ) -> JSONString? {
        guard rule.extra != .ignore else { return nil }
        for (name, member) in object where !rule.hasField(name) {
            guard !name.hasLoneSurrogate else { return name }
            if rule.extra == .keep {
                output?[name] = member
            } else {
                let mark = failures.count
                _ = fail(.extraForbidden, member, id, "additionalProperties")
                prepend(.member(name), since: mark)
            }
        }
        return nil
    }
}
