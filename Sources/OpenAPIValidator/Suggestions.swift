public import JSON

/// A member that the model ignores, and what may have been meant.
public struct UnknownField: Sendable, Hashable {
    /// The place of the member in the body.
    public let instance: JSONPointer

    /// Its name.
    public let name: JSONString

    /// The field whose name is most like it; nil if none is like it.
    public let suggestion: String?
}

extension RequestModel {
    /// Whether a body has members that are no fields of the model itself; looks no deeper, and so is cheap.
    public func hasUnknownFields(in value: JSONValue) -> Bool {
        guard case .object(let object) = value, let model = program.model, model.extra == .ignore else { return false }
        return object.contains { !model.hasField($0.key) }
    }

    /// The members of a body that are no fields of the model, or of models inside, and so are ignored without a word.
    ///
    /// In a union, what any branch knows is known.
    public func unknownFields(in value: JSONValue) -> [UnknownField] {
        var search = UnknownFieldSearch(program: program)
        search.visit([program.root], value, JSONPointer())
        return search.found
    }
}

private struct UnknownFieldSearch {
    let program: Program
    var found: [UnknownField] = []

    /// A body is nested no deeper than the parser allows; a caller's own value may be.
    private static let greatestDepth = 1000

    mutating func visit(_ rules: [RuleID], _ value: JSONValue, _ place: JSONPointer) {
        guard place.tokens.count < Self.greatestDepth else { return }
        let rules = rules.flatMap(alternatives)
        switch value {
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                let items = rules.compactMap { item(of: program.rules[$0], at: index) }
                guard !items.isEmpty else { return }
                visit(items, element, place.appending(index))
            }
        case .object(let object):
            visit(rules, object, place)
        default:
            break
        }
    }

    private mutating func visit(_ rules: [RuleID], _ object: JSONObject, _ place: JSONPointer) {
        var models: [ModelRule] = []
        var values: [RuleID] = []
        var allowsAny = false
        for id in rules {
            switch program.rules[id] {
            case .model(let model):
                models.append(model)
                allowsAny = allowsAny || model.extra == .keep
            case .dictionary(let rule):
                allowsAny = true
                values += rule.values.map { [$0] } ?? []
            case .any:
                allowsAny = true
            default:
                break
            }
        }
        for (name, member) in object {
            let fields = models.compactMap { model in model.fields.first { $0.name == name }?.rule }
            if fields.isEmpty, !allowsAny, !models.isEmpty {
                let known = models.flatMap { $0.fields.map(\.name.description) }
                let suggestion = NameLikeness.nearest(to: name.description, among: known)
                found.append(UnknownField(instance: place.appending(name), name: name, suggestion: suggestion))
            } else {
                visit(fields + values, member, place.appending(name))
            }
        }
    }

    /// The rules that may be meant where a rule is, unions taken apart.
    private func alternatives(_ id: RuleID) -> [RuleID] {
        switch program.rules[id] {
        case .alias(let inner), .nullable(let inner): alternatives(inner)
        case .union(let rule): rule.branches.flatMap { alternatives($0.rule) }
        case .tagged(let rule): rule.branches.flatMap { alternatives($0.rule) }
        default: [id]
        }
    }

    private func item(of rule: Rule, at index: Int) -> RuleID? {
        switch rule {
        case .list(let rule), .set(let rule): rule.items
        case .tuple(let items): items.indices.contains(index) ? items[index] : nil
        default: nil
        }
    }
}
