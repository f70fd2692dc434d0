import JSON

/// Python's `==` among scalars.
enum PythonEquality {
    static func areEqual(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (number(left), number(right)) {
        case (let left?, let right?):
            return left.isNumericallyEqual(to: right)
        case (nil, nil):
            switch (left, right) {
            case (.null, .null): return true
            case (.string(let left), .string(let right)): return left == right
            default: return false
            }
        default:
            return false
        }
    }

    /// Python's booleans are the numbers 0 and 1.
    private static func number(_ value: JSONValue) -> JSONNumber? {
        switch value {
        case .bool(let bool): .integer(bool ? 1 : 0)
        case .number(let number): number
        default: nil
        }
    }
}
