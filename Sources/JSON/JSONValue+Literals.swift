extension JSONValue: ExpressibleByBooleanLiteral {
    /// A boolean.
    public init(booleanLiteral value: Bool) {
        self = .bool(value)
    }
}

extension JSONValue: ExpressibleByIntegerLiteral {
    /// An integer.
    public init(integerLiteral value: Int64) {
        self = .number(.integer(value))
    }
}

extension JSONValue: ExpressibleByFloatLiteral {
    /// A double: `1.0` stays a double.
    public init(floatLiteral value: Double) {
        self = .number(.double(value))
    }
}

extension JSONValue: ExpressibleByStringLiteral {
    /// A string.
    public init(stringLiteral value: String) {
        self = .string(JSONString(value))
    }
}

extension JSONValue: ExpressibleByArrayLiteral {
    /// An array.
    public init(arrayLiteral elements: JSONValue...) {
        self = .array(elements)
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral {
    /// An object in the order written; of equal names the last counts, at the first's place.
    public init(dictionaryLiteral elements: (JSONString, JSONValue)...) {
        self = .object(JSONObject(elements))
    }
}
