import JSON

/// pydantic's names for rules, which tell the branches of a union apart in an error's location.
struct RuleNaming {
    let rules: [Rule]
    private var open: Set<RuleID> = []

    init(rules: [Rule]) {
        self.rules = rules
    }

    mutating func name(of id: RuleID) -> String {
        guard open.insert(id).inserted else { return "..." }
        defer { open.remove(id) }
        switch rules[id] {
        case .any: return "any"
        case .null: return "none"
        case .alias(let rule): return name(of: rule)
        case .boolean: return "bool"
        case .string(let rule): return rule.isConstrained ? "constrained-str" : "str"
        case .integer(let rule): return rule.bounds.isEmpty ? "int" : "constrained-int"
        case .number(let rule): return rule.bounds.isEmpty ? "float" : "constrained-float"
        case .literal(let rule): return name(of: rule)
        case .format(let format): return format.ruleName
        case .list(let rule): return "list[\(name(ofItems: rule.items))]"
        case .set(let rule): return "set[\(name(ofItems: rule.items))]"
        case .tuple(let items): return "tuple[\(names(of: items).joined(separator: ", "))]"
        case .dictionary(let rule): return "dict[str,\(name(ofItems: rule.values))]"
        case .model(let rule): return rule.name
        case .nullable(let inner): return "nullable[\(name(of: inner))]"
        case .union(let rule): return "union[\(names(of: rule.branches.map(\.rule)).joined(separator: ","))]"
        case .tagged(let rule): return "tagged-union[\(names(of: rule.branches.map(\.rule)).joined(separator: ","))]"
        }
    }

    private mutating func names(of ids: [RuleID]) -> [String] {
        var names: [String] = []
        for id in ids {
            names.append(name(of: id))
        }
        return names
    }

    private mutating func name(ofItems id: RuleID?) -> String {
        guard let id else { return "any" }
        return name(of: id)
    }

    private func name(of rule: LiteralRule) -> String {
        if let className = rule.className {
            return "enum[\(className)]"
        }
        return "literal[\(rule.values.map(PythonSpelling.repr).joined(separator: ","))]"
    }
}
