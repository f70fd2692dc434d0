import JSON

/// What pydantic says about a wrong value: the error's name, words and context.
struct Complaint {
    let type: String
    let message: String
    let context: JSONObject?

    init(_ type: String, _ message: String, _ context: JSONObject? = nil) {
        self.type = type
        self.message = message
        self.context = context
    }

    static let missing = Complaint("missing", "Field required")
    static let extraForbidden = Complaint("extra_forbidden", "Extra inputs are not permitted")
    static let modelAttributesType = Complaint(
        "model_attributes_type",
        "Input should be a valid dictionary or object to extract fields from"
    )
    static let recursionDepth = Complaint(
        "recursion_depth_exceeded",
        "Recursion error - maximum validation depth exceeded"
    )
    static let noneRequired = Complaint("none_required", "Input should be None")
    static let boolType = Complaint("bool_type", "Input should be a valid boolean")
    static let boolParsing = Complaint(
        "bool_parsing",
        "Input should be a valid boolean, unable to interpret input"
    )
    static let stringType = Complaint("string_type", "Input should be a valid string")
    static let stringUnicode = Complaint(
        "string_unicode",
        "Input should be a valid string, unable to parse raw data as a unicode string"
    )
    static let intType = Complaint("int_type", "Input should be a valid integer")
    static let intParsing = Complaint(
        "int_parsing",
        "Input should be a valid integer, unable to parse string as an integer"
    )
    static let intParsingSize = Complaint(
        "int_parsing_size",
        "Unable to parse input string as an integer, exceeded maximum size"
    )
    static let intFromFloat = Complaint(
        "int_from_float",
        "Input should be a valid integer, got a number with a fractional part"
    )
    static let finiteNumber = Complaint("finite_number", "Input should be a finite number")
    static let floatType = Complaint("float_type", "Input should be a valid number")
    static let floatParsing = Complaint(
        "float_parsing",
        "Input should be a valid number, unable to parse string as a number"
    )
    static let listType = Complaint("list_type", "Input should be a valid list")
    static let setType = Complaint("set_type", "Input should be a valid set")
    static let setItemNotHashable = Complaint("set_item_not_hashable", "Set items should be hashable")
    static let tupleType = Complaint("tuple_type", "Input should be a valid tuple")
    static let dictType = Complaint("dict_type", "Input should be a valid dictionary")
    static let bytesType = Complaint("bytes_type", "Input should be a valid bytes")
}

extension Complaint {
    static func stringTooLong(_ limit: Int) -> Complaint {
        let unit = limit == 1 ? "character" : "characters"
        return Complaint(
            "string_too_long",
            "String should have at most \(limit) \(unit)",
            ["max_length": .number(.integer(Int64(limit)))]
        )
    }

    static func stringTooShort(_ limit: Int) -> Complaint {
        let unit = limit == 1 ? "character" : "characters"
        return Complaint(
            "string_too_short",
            "String should have at least \(limit) \(unit)",
            ["min_length": .number(.integer(Int64(limit)))]
        )
    }

    static func patternMismatch(_ pattern: String) -> Complaint {
        Complaint(
            "string_pattern_mismatch",
            "String should match pattern '\(pattern)'",
            ["pattern": .string(JSONString(pattern))]
        )
    }

    /// A number beyond a bound, `type` being pydantic's name for the bound.
    static func bound(_ type: String, _ words: String, _ key: JSONString, _ limit: JSONValue) -> Complaint {
        let spelled =
            if case .number(.double(let double)) = limit {
                PythonSpelling.plain(double)
            } else {
                PythonSpelling.repr(limit)
            }
        return Complaint(type, "Input should be \(words) \(spelled)", [key: limit])
    }

    /// - Parameter count: How many items there are; nil if pydantic stopped counting.
    static func tooLong(_ kind: String, limit: Int, count: Int?) -> Complaint {
        Complaint(
            "too_long",
            "\(kind) should have at most \(items(limit)) after validation, not \(count.map(String.init) ?? "more")",
            [
                "field_type": .string(JSONString(kind)),
                "max_length": .number(.integer(Int64(limit))),
                "actual_length": count.map { .number(.integer(Int64($0))) } ?? .null,
            ]
        )
    }

    static func tooShort(_ kind: String, limit: Int, count: Int) -> Complaint {
        Complaint(
            "too_short",
            "\(kind) should have at least \(items(limit)) after validation, not \(count)",
            [
                "field_type": .string(JSONString(kind)),
                "min_length": .number(.integer(Int64(limit))),
                "actual_length": .number(.integer(Int64(count))),
            ]
        )
    }

    static func notExpected(_ rule: LiteralRule) -> Complaint {
        Complaint(
            rule.className == nil ? "literal_error" : "enum",
            "Input should be \(rule.expected)",
            ["expected": .string(JSONString(rule.expected))]
        )
    }

    static func tagNotFound(_ property: JSONString) -> Complaint {
        let spelled = PythonSpelling.repr(property)
        return Complaint(
            "union_tag_not_found",
            "Unable to extract tag using discriminator \(spelled)",
            ["discriminator": .string(JSONString(spelled))]
        )
    }

    static func tagInvalid(_ property: JSONString, tag: String, expected: [JSONString]) -> Complaint {
        let spelled = PythonSpelling.repr(property)
        let tags = expected.map(PythonSpelling.repr).joined(separator: ", ")
        return Complaint(
            "union_tag_invalid",
            "Input tag '\(tag)' found using \(spelled) does not match any of the expected tags: \(tags)",
            [
                "discriminator": .string(JSONString(spelled)),
                "tag": .string(JSONString(tag)),
                "expected_tags": .string(JSONString(tags)),
            ]
        )
    }

    private static func items(_ count: Int) -> String {
        count == 1 ? "1 item" : "\(count) items"
    }
}
