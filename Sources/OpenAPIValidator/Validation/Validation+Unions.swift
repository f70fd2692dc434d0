import JSON

extension Validation {
    /// pydantic's smart mode: the first exact fit, otherwise the best; of models the one that takes the most fields.
    mutating func checkUnion(_ rule: UnionRule, _ value: JSONValue) -> Outcome {
        let outerExactness = exactness
        let outerFieldsSet = fieldsSet
        let before = failures.count
        var best: (outcome: Outcome, exactness: Exactness, fieldsSet: Int?)?
        for branch in rule.branches {
            exactness = .exact
            fieldsSet = nil
            let mark = failures.count
            let outcome = check(branch.rule, value)
            if case .failed = outcome {
                prepend(.branch(branch.name), since: mark)
                continue
            }
            if exactness == .exact, fieldsSet == nil {
                best = (outcome, exactness, nil)
                break
            }
            if isBetter(than: best.map { ($0.exactness, $0.fieldsSet) }) {
                best = (outcome, exactness, fieldsSet)
            }
        }
        exactness = outerExactness
        fieldsSet = outerFieldsSet
        guard let best else { return .failed }
        failures.removeSubrange(before...)
        floor(best.exactness)
        if let count = best.fieldsSet {
            fieldsSet = (fieldsSet ?? 0) + count
        }
        return best.outcome
    }

    /// Whether the branch that was just tried fits better.
    private func isBetter(than best: (exactness: Exactness, fieldsSet: Int?)?) -> Bool {
        guard let best else { return true }
        if let fieldsSet, let others = best.fieldsSet, fieldsSet != others {
            return fieldsSet > others
        }
        return exactness > best.exactness
    }

    mutating func checkTagged(_ rule: TaggedRule, _ value: JSONValue, _ id: RuleID) -> Outcome {
        guard case .object(let object) = value else { return fail(.modelAttributesType, value, id, "discriminator") }
        guard let given = object[rule.property] else {
            return fail(.tagNotFound(rule.property), value, id, "discriminator")
        }
        guard case .string(let tag) = given, let branch = rule.branches.first(where: { $0.tag == tag }) else {
            let tag = PythonSpelling.str(given)
            let expected = rule.branches.map(\.tag)
            return fail(.tagInvalid(rule.property, tag: tag, expected: expected), value, id, "discriminator")
        }
        let mark = failures.count
        let outcome = check(branch.rule, value)
        prepend(.branch(tag), since: mark)
        return outcome
    }
}
