import JSON

/// Equality as JSON Schema means it: numbers by their value, `1` and `1.0` alike; everything else as JSON.
enum SchemaEquality {
    static func areEqual(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.number(let left), .number(let right)):
            left.isNumericallyEqual(to: right)
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { areEqual($0, $1) }
        case (.object(let left), .object(let right)):
            left.count == right.count
                && left.allSatisfy { name, value in right[name].map { areEqual(value, $0) } ?? false }
        default:
            left == right
        }
    }

    /// Whether no two elements are equal; in time proportional to their size.
    static func areDistinct(_ elements: [JSONValue]) -> Bool {
        guard elements.count > 1 else { return true }
        var seen: Set<Key> = []
        seen.reserveCapacity(elements.count)
        return elements.allSatisfy { seen.insert(Key(value: $0)).inserted }
    }

    private struct Key: Hashable {
        let value: JSONValue

        static func == (left: Key, right: Key) -> Bool { areEqual(left.value, right.value) }

        func hash(into hasher: inout Hasher) { SchemaEquality.hash(value, into: &hasher, depth: 16) }
    }

    private static func hash(_ value: JSONValue, into hasher: inout Hasher, depth: Int) {
        switch value {
        case .number(let number):
            // Numbers that are equal have the same double.
            hasher.combine(number.double)
        case .array(let elements):
            hasher.combine(elements.count)
            guard depth > 0 else { return }
            for element in elements { hash(element, into: &hasher, depth: depth - 1) }
        case .object(let object):
            hasher.combine(object.count)
            guard depth > 0 else { return }
            var combined = 0
            for (name, member) in object {
                var inner = Hasher()
                inner.combine(name)
                hash(member, into: &inner, depth: depth - 1)
                combined ^= inner.finalize()
            }
            hasher.combine(combined)
        default:
            hasher.combine(value)
        }
    }
}
