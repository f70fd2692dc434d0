import JSON

/// The members of a Python set, in the order in which they came; `1`, `1.0` and `True` are one of them.
struct PythonSet {
    private(set) var values: [JSONValue] = []
    private var keys: Set<Key> = []

    private enum Key: Hashable {
        case other(JSONValue)
        case integer(Int64)
        case big(String)
        case double(Double)
    }

    var count: Int { values.count }

    /// Adds a value unless an equal one is there; false if it cannot be in a set.
    mutating func insert(_ value: JSONValue) -> Bool {
        let key: Key
        switch value {
        case .array, .object:
            return false
        case .null, .string:
            key = .other(value)
        case .bool(let bool):
            key = .integer(bool ? 1 : 0)
        case .number(.integer(let integer)):
            key = .integer(integer)
        case .number(.bigInteger(let digits)):
            key = .big(digits)
        case .number(.double(let double)):
            key = Int64(exactly: double).map(Key.integer) ?? .double(double)
        }
        if keys.insert(key).inserted {
            values.append(value)
        }
        return true
    }
}
