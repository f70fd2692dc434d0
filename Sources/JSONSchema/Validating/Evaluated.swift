import JSON

/// Which parts of a value some schema has looked at, for `unevaluatedItems` and `unevaluatedProperties`.
struct Evaluated {
    var hasAllMembers = false
    var members: Set<JSONString> = []
    var hasAllElements = false
    /// How many elements from the first on.
    var firstElements = 0
    var elements: Set<Int> = []

    mutating func merge(_ other: Evaluated) {
        hasAllMembers = hasAllMembers || other.hasAllMembers
        members.formUnion(other.members)
        hasAllElements = hasAllElements || other.hasAllElements
        firstElements = max(firstElements, other.firstElements)
        elements.formUnion(other.elements)
    }

    func hasMember(_ name: JSONString) -> Bool { hasAllMembers || members.contains(name) }

    func hasElement(_ index: Int) -> Bool { hasAllElements || index < firstElements || elements.contains(index) }
}
