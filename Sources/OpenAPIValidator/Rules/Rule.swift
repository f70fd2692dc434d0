import JSON
import JSONSchema

/// The index of a rule in its program.
typealias RuleID = Int

/// A schema compiled to what pydantic makes of it. Rules refer to each other by index, so that schemas may be recursive.
enum Rule: Sendable {
    case any
    case null
    /// Nothing but another rule.
    case alias(RuleID)
    case boolean
    case string(StringRule)
    case integer(IntegerRule)
    case number(NumberRule)
    case literal(LiteralRule)
    case format(TextFormat)
    case list(ListRule)
    case set(ListRule)
    case tuple([RuleID])
    case dictionary(DictionaryRule)
    case model(ModelRule)
    case nullable(RuleID)
    case union(UnionRule)
    case tagged(TaggedRule)
}

/// `str`, with constraints or without.
final class StringRule: Sendable {
    let minLength: Int?
    let maxLength: Int?
    let pattern: Pattern?

    init(minLength: Int?, maxLength: Int?, pattern: Pattern?) {
        self.minLength = minLength
        self.maxLength = maxLength
        self.pattern = pattern
    }

    var isConstrained: Bool {
        minLength != nil || maxLength != nil || pattern != nil
    }
}

/// `int`, with constraints or without.
final class IntegerRule: Sendable {
    let bounds: Bounds<WholeNumber>

    init(bounds: Bounds<WholeNumber>) {
        self.bounds = bounds
    }
}

/// `float`, with constraints or without.
final class NumberRule: Sendable {
    let bounds: Bounds<Double>

    init(bounds: Bounds<Double>) {
        self.bounds = bounds
    }
}

/// The constraints of a number.
struct Bounds<Number: Sendable>: Sendable {
    var multipleOf: Number?
    var maximum: Number?
    var exclusiveMaximum: Number?
    var minimum: Number?
    var exclusiveMinimum: Number?

    var isEmpty: Bool {
        multipleOf == nil && maximum == nil && exclusiveMaximum == nil && minimum == nil && exclusiveMinimum == nil
    }
}

/// `list[X]` or `set[X]`.
final class ListRule: Sendable {
    let items: RuleID?
    let minItems: Int?
    let maxItems: Int?

    init(items: RuleID?, minItems: Int?, maxItems: Int?) {
        self.items = items
        self.minItems = minItems
        self.maxItems = maxItems
    }
}

/// `dict[str, X]`.
final class DictionaryRule: Sendable {
    let values: RuleID?
    let minProperties: Int?
    let maxProperties: Int?

    init(values: RuleID?, minProperties: Int?, maxProperties: Int?) {
        self.values = values
        self.minProperties = minProperties
        self.maxProperties = maxProperties
    }
}

/// A union whose branches are tried in smart mode.
final class UnionRule: Sendable {
    /// The branches, each with pydantic's name for it.
    let branches: [(rule: RuleID, name: JSONString)]

    init(branches: [(rule: RuleID, name: JSONString)]) {
        self.branches = branches
    }
}

/// A union whose branch is chosen by a member's value.
final class TaggedRule: Sendable {
    let property: JSONString
    let branches: [(tag: JSONString, rule: RuleID)]

    init(property: JSONString, branches: [(tag: JSONString, rule: RuleID)]) {
        self.property = property
        self.branches = branches
    }
}
