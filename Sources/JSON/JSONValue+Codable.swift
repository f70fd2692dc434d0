extension JSONValue: Codable {
    /// Decodes any value; the order of members and the spelling of numbers are the decoder's.
    public init(from decoder: any Decoder) throws {
        if let members = try? decoder.container(keyedBy: MemberName.self) {
            self = .object(
                JSONObject(
                    try members.allKeys.map {
                        (JSONString($0.stringValue), try members.decode(JSONValue.self, forKey: $0))
                    }
                )
            )
            return
        }
        if var elements = try? decoder.unkeyedContainer() {
            var array: [JSONValue] = []
            while !elements.isAtEnd { array.append(try elements.decode(JSONValue.self)) }
            self = .array(array)
            return
        }
        let value = try decoder.singleValueContainer()
        if value.decodeNil() {
            self = .null
        } else if let bool = try? value.decode(Bool.self) {
            self = .bool(bool)
        } else if let integer = try? value.decode(Int64.self) {
            self = .number(.integer(integer))
        } else if let double = try? value.decode(Double.self) {
            self = .number(.double(double))
        } else {
            self = .string(JSONString(try value.decode(String.self)))
        }
    }

    /// Encodes the value. A lone surrogate becomes U+FFFD, an integer beyond 64 bits a double: encoders know neither.
    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .null:
            var container = encoder.singleValueContainer()
            try container.encodeNil()
        case .bool(let bool):
            var container = encoder.singleValueContainer()
            try container.encode(bool)
        case .number(.integer(let integer)):
            var container = encoder.singleValueContainer()
            try container.encode(integer)
        case .number(let number):
            var container = encoder.singleValueContainer()
            try container.encode(number.double)
        case .string(let string):
            var container = encoder.singleValueContainer()
            try container.encode(string.description)
        case .array(let elements):
            var container = encoder.unkeyedContainer()
            for element in elements { try container.encode(element) }
        case .object(let members):
            var container = encoder.container(keyedBy: MemberName.self)
            for (name, value) in members {
                try container.encode(value, forKey: MemberName(stringValue: name.description))
            }
        }
    }

    /// Any name.
    private struct MemberName: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }

        init(stringValue: String) {
            self.stringValue = stringValue
        }

        init?(intValue: Int) {
            return nil
        }
    }
}
