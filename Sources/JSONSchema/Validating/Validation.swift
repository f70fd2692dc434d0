import JSON

/// One value's validation: walks value and nodes together.
///
/// It allocates nothing as long as no schema needs to know what others have looked at, and problems are not asked for.
struct Validation {
    private let program: SchemaProgram
    let reports: Bool
    private let mostProblems: Int
    private(set) var problems: [SchemaProblem] = []
    /// Where the value is; kept up only where problems are asked for.
    private var place: [JSONString] = []
    /// What has been looked at in the value; nil where nobody asks.
    var evaluated: Evaluated?
    /// The resources that were entered and not left, for dynamic references.
    private var scope: [Int] = []
    private var depth = 0
    private var steps = 0

    /// How many schemas may be entered and not left.
    private static let greatestDepth = 2_500
    /// How many schemas may be entered in all: a small schema can ask for more steps than there are atoms.
    var mostSteps = 20_000_000

    init(_ program: SchemaProgram) {
        self.program = program
        reports = false
        mostProblems = 0
    }

    init(_ program: SchemaProgram, reportsUpTo limit: Int) {
        self.program = program
        reports = true
        mostProblems = limit
    }

    /// Whether a value satisfies a node.
    mutating func check(_ id: NodeID, _ value: JSONValue) -> Bool {
        depth += 1
        steps += 1
        defer { depth -= 1 }
        guard depth <= Self.greatestDepth, steps <= mostSteps else {
            return fail(id, "", "the value is nested too deep, or the schema goes round in circles")
        }
        let resource = program.nodes[id].resource
        let entersResource = scope.last != resource && !program.dynamicAnchors.isEmpty
        if entersResource { scope.append(resource) }
        defer { if entersResource { scope.removeLast() } }
        guard program.nodes[id].notesWhatIsEvaluated else { return checkRules(id, value) }
        let outer = evaluated
        evaluated = Evaluated()
        let isRight = checkRules(id, value)
        if var outer {
            if isRight, let evaluated { outer.merge(evaluated) }
            evaluated = outer
        } else {
            evaluated = nil
        }
        return isRight
    }

    private mutating func checkRules(_ id: NodeID, _ value: JSONValue) -> Bool {
        var isRight = true
        for rule in program.nodes[id].rules where !check(rule, value, id) {
            guard reports, problems.count < mostProblems else { return false }
            isRight = false
        }
        return isRight
    }

    private mutating func check(_ rule: SchemaRule, _ value: JSONValue, _ id: NodeID) -> Bool {
        switch rule {
        case .reference(let node, _):
            return check(node, value)
        case .dynamicReference(let name, let fallback):
            return check(dynamicTarget(name) ?? fallback, value)
        case .allOf(let nodes):
            return checkAll(nodes, value)
        case .anyOf(let nodes):
            return checkAny(nodes, value, id)
        case .oneOf(let nodes):
            return checkOne(nodes, value, id)
        case .not(let node):
            return !holds(node, value, keepsEvaluated: false) || fail(id, "not", "must not satisfy this schema")
        case .condition(let condition, let then, let otherwise):
            let branch = holds(condition, value, keepsEvaluated: true) ? then : otherwise
            return branch.map { check($0, value) } ?? true
        case .dependentSchemas(let schemas, _):
            guard case .object(let object) = value else { return true }
            var isRight = true
            for (name, node) in schemas where object[name] != nil && !check(node, value) {
                guard reports else { return false }
                isRight = false
            }
            return isRight
        case .members, .propertyNames, .unevaluatedProperties:
            guard case .object(let object) = value else { return true }
            return checkMembers(rule, object, id)
        case .elements, .contains, .unevaluatedItems:
            guard case .array(let elements) = value else { return true }
            return checkElements(rule, elements, id)
        default:
            return checkAssertion(rule, value, id)
        }
    }

    /// The outermost resource's anchor of a name, of those that were entered.
    private func dynamicTarget(_ name: String) -> NodeID? {
        guard let anchors = program.dynamicAnchors[name] else { return nil }
        for resource in scope {
            if let node = anchors[resource] { return node }
        }
        return nil
    }

    private mutating func checkAll(_ nodes: [NodeID], _ value: JSONValue) -> Bool {
        var isRight = true
        for node in nodes where !check(node, value) {
            guard reports else { return false }
            isRight = false
        }
        return isRight
    }

    private mutating func checkAny(_ nodes: [NodeID], _ value: JSONValue, _ id: NodeID) -> Bool {
        var isRight = false
        for node in nodes where holds(node, value, keepsEvaluated: true) {
            isRight = true
            // Only who needs to know what all of them look at has to try them all.
            if evaluated == nil { break }
        }
        if isRight { return true }
        _ = fail(id, "anyOf", "satisfies none of \(nodes.count) schemas")
        if reports { explain(nodes, value) }
        return false
    }

    private mutating func checkOne(_ nodes: [NodeID], _ value: JSONValue, _ id: NodeID) -> Bool {
        var right = 0
        for node in nodes where holds(node, value, keepsEvaluated: true) {
            right += 1
            if right > 1 { return fail(id, "oneOf", "satisfies more than one of \(nodes.count) schemas") }
        }
        if right == 1 { return true }
        _ = fail(id, "oneOf", "satisfies none of \(nodes.count) schemas")
        if reports { explain(nodes, value) }
        return false
    }

    /// Reports what the branch that was meant most likely has against the value: the one that finds something wrong deepest in it.
    private mutating func explain(_ nodes: [NodeID], _ value: JSONValue) {
        var best: [SchemaProblem] = []
        for node in nodes {
            let mark = problems.count
            guard mark < mostProblems else { return }
            let outer = evaluated
            _ = check(node, value)
            evaluated = outer
            let found = Array(problems[mark...])
            problems.removeSubrange(mark...)
            let depth = found.first.map { $0.instance.tokens.count } ?? 0
            if depth > (best.first?.instance.tokens.count ?? place.count) { best = found }
        }
        problems += best.prefix(mostProblems - problems.count)
    }

    /// Whether a value satisfies a node that it need not satisfy: nothing is reported.
    mutating func holds(_ node: NodeID, _ value: JSONValue, keepsEvaluated: Bool) -> Bool {
        let outer = evaluated
        let mark = problems.count
        let isRight = check(node, value)
        if reports { problems.removeSubrange(min(mark, problems.count)...) }
        if !isRight || !keepsEvaluated { evaluated = outer }
        return isRight
    }

    /// Whether a part of the value satisfies a node.
    mutating func checkPart(_ node: NodeID, _ value: JSONValue, at token: @autoclosure () -> JSONString) -> Bool {
        let outer = evaluated
        if outer != nil { evaluated = nil }
        if reports { place.append(token()) }
        let isRight = check(node, value)
        if reports { place.removeLast() }
        if outer != nil { evaluated = outer }
        return isRight
    }

    mutating func fail(
        _ id: NodeID,
        _ keyword: JSONString,
        _ message: @autoclosure () -> String,
        at token: JSONString? = nil
    ) -> Bool {
        guard reports, problems.count < mostProblems else { return false }
        let node = program.nodes[id]
        problems.append(
            SchemaProblem(
                instance: JSONPointer(tokens: place + (token.map { [$0] } ?? [])),
                schema: (keyword == "" ? node.place : node.place.appending(keyword)).description,
                keyword: keyword.description,
                message: message()
            )
        )
        return false
    }
}
