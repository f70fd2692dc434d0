extension JSONValue: Hashable {
    /// Whether both are the same value: `1` and `1.0` are not, the order of members does not matter,
    /// strings are compared by code units, and NaN equals NaN.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        // A list of pairs instead of recursion, so that no depth of nesting can overflow the stack.
        var pairs: [(JSONValue, JSONValue)] = []
        guard haveEqualShells(left, right, pairs: &pairs) else { return false }
        while let (left, right) = pairs.popLast() {
            guard haveEqualShells(left, right, pairs: &pairs) else { return false }
        }
        return true
    }

    /// Compares all but the containers inside, which it appends to the pairs still to be compared.
    private static func haveEqualShells(
        _ left: JSONValue,
        _ right: JSONValue,
        pairs: inout [(JSONValue, JSONValue)]
    ) -> Bool {
        switch (left, right) {
        case (.null, .null):
            return true
        case (.bool(let left), .bool(let right)):
            return left == right
        case (.number(let left), .number(let right)):
            return left == right
        case (.string(let left), .string(let right)):
            return left == right
        case (.array(let left), .array(let right)):
            guard left.count == right.count else { return false }
            for (left, right) in zip(left, right) where !areEqualOrPending(left, right, pairs: &pairs) {
                return false
            }
            return true
        case (.object(let left), .object(let right)):
            guard left.count == right.count else { return false }
            for (name, left) in left {
                guard let right = right[name], areEqualOrPending(left, right, pairs: &pairs) else { return false }
            }
            return true
        default:
            return false
        }
    }

    private static func areEqualOrPending(
        _ left: JSONValue,
        _ right: JSONValue,
        pairs: inout [(JSONValue, JSONValue)]
    ) -> Bool {
        switch (left, right) {
        case (.array, .array), (.object, .object):
            pairs.append((left, right))
            return true
        default:
            return haveEqualShells(left, right, pairs: &pairs)
        }
    }

    /// Feeds the value to the hasher; containers nested more than 16 deep count with their size only.
    public func hash(into hasher: inout Hasher) {
        hash(into: &hasher, depth: 16)
    }

    func hash(into hasher: inout Hasher, depth: Int) {
        switch self {
        case .null:
            hasher.combine(0 as UInt8)
        case .bool(let value):
            hasher.combine(1 as UInt8)
            hasher.combine(value)
        case .number(let value):
            hasher.combine(2 as UInt8)
            hasher.combine(value)
        case .string(let value):
            hasher.combine(3 as UInt8)
            hasher.combine(value)
        case .array(let elements):
            hasher.combine(4 as UInt8)
            hasher.combine(elements.count)
            guard depth > 0 else { return }
            for element in elements {
                element.hash(into: &hasher, depth: depth - 1)
            }
        case .object(let object):
            hasher.combine(5 as UInt8)
            object.hash(into: &hasher, depth: depth)
        }
    }
}
