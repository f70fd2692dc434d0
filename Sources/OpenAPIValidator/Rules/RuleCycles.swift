import JSON

/// Finds schemas that consist of themselves: validating by them would never come to an end.
struct RuleCycles {
    let rules: [Rule]
    let sources: [JSONPointer]

    private enum Mark {
        case open
        case done
    }

    func refuseEndless() throws(DocumentError) {
        var marks: [RuleID: Mark] = [:]
        for id in rules.indices {
            try visit(id, &marks)
        }
    }

    private func visit(_ id: RuleID, _ marks: inout [RuleID: Mark]) throws(DocumentError) {
        switch marks[id] {
        case .done:
            return
        case .open:
            throw DocumentError(
                code: .endlessReference,
                message: "this schema is nothing but a reference to itself",
                pointer: sources[id]
            )
        case nil:
            marks[id] = .open
            for next in sameValueRules(of: rules[id]) {
                try visit(next, &marks)
            }
            marks[id] = .done
        }
    }

    /// The rules that look at the same value again, and not at a part of it.
    private func sameValueRules(of rule: Rule) -> [RuleID] {
        switch rule {
        case .alias(let inner), .nullable(let inner): [inner]
        case .union(let rule): rule.branches.map(\.rule)
        case .tagged(let rule): rule.branches.map(\.rule)
        default: []
        }
    }
}
