import JSON

/// The index of a node in its program.
typealias NodeID = Int

/// A schema compiled, with all that it refers to.
final class SchemaProgram: Sendable {
    let nodes: [SchemaNode]
    let root: NodeID
    /// For the names of `$dynamicRef`, the nodes by the resource whose anchor they are.
    let dynamicAnchors: [String: [Int: NodeID]]

    init(nodes: [SchemaNode], root: NodeID, dynamicAnchors: [String: [Int: NodeID]]) {
        self.nodes = nodes
        self.root = root
        self.dynamicAnchors = dynamicAnchors
    }
}

/// One schema.
struct SchemaNode: Sendable {
    let place: SchemaPlace
    /// The resource that it belongs to, for dynamic references.
    let resource: Int
    /// Its rules, in the order in which they are tried.
    var rules: [SchemaRule] = []
    /// Whether what its rules look at has to be noted, for `unevaluatedItems` or `unevaluatedProperties`.
    var notesWhatIsEvaluated = false
}

/// One rule of a schema: a keyword, or several that are judged together.
enum SchemaRule: Sendable {
    /// The schema `false`.
    case never
    case types(JSONTypes)
    case constant(JSONValue)
    case enumeration(EnumerationRule)
    case multipleOf(DecimalNumber)
    case bound(BoundRule)
    case minLength(Int)
    case maxLength(Int)
    case pattern(Pattern)
    case format(Format)
    case minItems(Int)
    case maxItems(Int)
    case uniqueItems
    case minProperties(Int)
    case maxProperties(Int)
    case required([JSONString])
    case dependentRequired([(name: JSONString, names: [JSONString])], keyword: JSONString)
    case reference(NodeID, keyword: JSONString)
    case dynamicReference(String, fallback: NodeID)
    case allOf([NodeID])
    case anyOf([NodeID])
    case oneOf([NodeID])
    case not(NodeID)
    case condition(if: NodeID, then: NodeID?, else: NodeID?)
    case dependentSchemas([(name: JSONString, node: NodeID)], keyword: JSONString)
    case members(MembersRule)
    case propertyNames(NodeID)
    case elements(ElementsRule)
    case contains(ContainsRule)
    case unevaluatedItems(NodeID)
    case unevaluatedProperties(NodeID)
}

/// The types that a value may have.
struct JSONTypes: OptionSet, Sendable {
    let rawValue: UInt8

    static let null = JSONTypes(rawValue: 1)
    static let boolean = JSONTypes(rawValue: 2)
    static let string = JSONTypes(rawValue: 4)
    static let array = JSONTypes(rawValue: 8)
    static let object = JSONTypes(rawValue: 16)
    static let number = JSONTypes(rawValue: 32)
    /// Numbers without a fraction, however written.
    static let integer = JSONTypes(rawValue: 64)
    /// Numbers written without a fraction, which draft 4 means by integers.
    static let writtenInteger = JSONTypes(rawValue: 128)

    static let names: [(name: String, type: JSONTypes)] = [
        ("null", .null), ("boolean", .boolean), ("string", .string), ("array", .array), ("object", .object),
        ("number", .number), ("integer", .integer), ("integer", .writtenInteger),
    ]

    func allow(_ value: JSONValue) -> Bool {
        switch value {
        case .null: contains(.null)
        case .bool: contains(.boolean)
        case .string: contains(.string)
        case .array: contains(.array)
        case .object: contains(.object)
        case .number(.double(let double)):
            contains(.number) || contains(.integer) && double.rounded(.towardZero) == double && double.isFinite
        case .number: !isDisjoint(with: [.number, .integer, .writtenInteger])
        }
    }
}

/// `enum`.
final class EnumerationRule: Sendable {
    let values: [JSONValue]
    private let strings: Set<JSONString>
    private let others: [JSONValue]

    init(_ values: [JSONValue]) {
        self.values = values
        var strings: Set<JSONString> = []
        var others: [JSONValue] = []
        for value in values {
            if case .string(let string) = value { strings.insert(string) } else { others.append(value) }
        }
        self.strings = strings
        self.others = others
    }

    func allows(_ value: JSONValue) -> Bool {
        if case .string(let string) = value { return strings.contains(string) }
        return others.contains { SchemaEquality.areEqual($0, value) }
    }
}

/// A limit for numbers.
struct BoundRule: Sendable {
    let limit: JSONNumber
    let isMinimum: Bool
    let isExclusive: Bool
    /// Draft 4 has the exclusiveness in a keyword beside the limit.
    let keyword: JSONString

    func allows(_ number: JSONNumber) -> Bool {
        let (low, high) = isMinimum ? (limit, number) : (number, limit)
        return low.isNumericallyLess(than: high) || (!isExclusive && low.isNumericallyEqual(to: high))
    }

    var words: String {
        switch (isMinimum, isExclusive) {
        case (true, false): "at least"
        case (true, true): "more than"
        case (false, false): "at most"
        case (false, true): "less than"
        }
    }
}

/// `properties`, `patternProperties` and `additionalProperties`.
final class MembersRule: Sendable {
    let named: [JSONString: NodeID]
    let patterns: [(pattern: Pattern, node: NodeID)]
    let additional: NodeID?

    init(named: [JSONString: NodeID], patterns: [(pattern: Pattern, node: NodeID)], additional: NodeID?) {
        self.named = named
        self.patterns = patterns
        self.additional = additional
    }
}

/// `prefixItems` and `items`.
final class ElementsRule: Sendable {
    let first: [NodeID]
    let rest: NodeID?

    init(first: [NodeID], rest: NodeID?) {
        self.first = first
        self.rest = rest
    }
}

/// `contains`, `minContains` and `maxContains`.
final class ContainsRule: Sendable {
    let node: NodeID
    let least: Int
    let most: Int?
    /// Whether what matches counts as evaluated, as it does since 2020-12.
    let evaluates: Bool

    init(node: NodeID, least: Int, most: Int?, evaluates: Bool) {
        self.node = node
        self.least = least
        self.most = most
        self.evaluates = evaluates
    }
}
