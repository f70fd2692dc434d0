/// A JSON value which keeps what its text said: the order of members, the difference between `1` and `1.0`,
/// integers of any size and strings with lone surrogates.
public enum JSONValue: Sendable {
    /// `null`.
    case null

    /// `true` or `false`.
    case bool(Bool)

    /// A number, in the form in which it was written.
    case number(JSONNumber)

    /// A string, compared by code units.
    case string(JSONString)

    /// An array.
    case array([JSONValue])

    /// An object, in the order of its members.
    case object(JSONObject)
}

extension JSONValue {
    /// Whether this is `null`.
    public var isNull: Bool {
        if case .null = self { true } else { false }
    }

    /// The boolean; nil for every other kind of value, numbers included.
    public var bool: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The number; nil for every other kind of value.
    public var number: JSONNumber? {
        if case .number(let value) = self { value } else { nil }
    }

    /// The integer; nil for `1.0`, for integers beyond 64 bits and for every other kind of value.
    public var integer: Int64? {
        if case .number(.integer(let value)) = self { value } else { nil }
    }

    /// Any number as a double, rounded to nearest where it has to be; nil for every other kind of value.
    public var double: Double? {
        if case .number(let value) = self { value.double } else { nil }
    }

    /// The string; nil if it holds a lone surrogate, and for every other kind of value.
    public var string: String? {
        if case .string(let value) = self { value.string } else { nil }
    }

    /// The elements; nil if this is not an array.
    public var array: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The object; nil if this is not one.
    public var object: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }

    /// The member of that name; nil if there is none or this is not an object.
    public subscript(_ name: String) -> JSONValue? {
        if case .object(let value) = self { value[name] } else { nil }
    }

    /// The element at that index; nil if there is none or this is not an array.
    public subscript(_ index: Int) -> JSONValue? {
        if case .array(let value) = self, value.indices.contains(index) { value[index] } else { nil }
    }
}
