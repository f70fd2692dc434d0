import JSON

/// What pydantic 1 says about a wrong value.
extension Complaint {
    /// The complaints of pydantic 1 that have no context.
    enum Old {
        static let missing = Complaint("value_error.missing", "field required")
        static let extra = Complaint("value_error.extra", "extra fields not permitted")
        static let none = Complaint("type_error.none.not_allowed", "none is not an allowed value")
        static let dict = Complaint("type_error.dict", "value is not a valid dict")
        static let integer = Complaint("type_error.integer", "value is not a valid integer")
        static let float = Complaint("type_error.float", "value is not a valid float")
        static let bool = Complaint("type_error.bool", "value could not be parsed to a boolean")
        static let str = Complaint("type_error.str", "str type expected")
        static let list = Complaint("type_error.list", "value is not a valid list")
        static let set = Complaint("type_error.set", "value is not a valid set")
        static let tuple = Complaint("type_error.tuple", "value is not a valid tuple")
        static let uuid = Complaint("type_error.uuid", "value is not a valid uuid")
        static let bytes = Complaint("type_error.bytes", "byte type expected")
        static let date = Complaint("value_error.date", "invalid date format")
        static let dateTime = Complaint("value_error.datetime", "invalid datetime format")
        static let urlScheme = Complaint("value_error.url.scheme", "invalid or missing URL scheme")
        static let urlHost = Complaint("value_error.url.host", "URL host invalid")
        static let notNone = Complaint("type_error.not_none", "value is not None")

        static func length(_ type: String, _ words: String, _ unit: String, _ limit: Int) -> Complaint {
            Complaint(
                type,
                "ensure this value has \(words) \(limit) \(unit)",
                ["limit_value": .number(.integer(Int64(limit)))]
            )
        }

        static func bound(_ type: String, _ words: String, _ limit: JSONValue) -> Complaint {
            Complaint(
                "value_error.number.\(type)",
                "ensure this value is \(words) \(PythonSpelling.repr(limit))",
                [type == "not_multiple" ? "multiple_of" : "limit_value": limit]
            )
        }

        static func regex(_ pattern: String) -> Complaint {
            Complaint(
                "value_error.str.regex",
                "string does not match regex \"\(pattern)\"",
                ["pattern": .string(JSONString(pattern))]
            )
        }

        static func notExpected(_ rule: LiteralRule, given: JSONValue) -> Complaint {
            let permitted = rule.values.map(PythonSpelling.repr).joined(separator: ", ")
            if rule.className != nil {
                return Complaint(
                    "type_error.enum",
                    "value is not a valid enumeration member; permitted: \(permitted)",
                    ["enum_values": .array(rule.values)]
                )
            }
            return Complaint(
                "value_error.const",
                "unexpected value; permitted: \(permitted)",
                ["given": given, "permitted": .array(rule.values)]
            )
        }

        static func tupleLength(_ count: Int, expected: Int) -> Complaint {
            Complaint(
                "value_error.tuple.length",
                "wrong tuple length \(count), expected \(expected)",
                [
                    "actual_length": .number(.integer(Int64(count))),
                    "expected_length": .number(.integer(Int64(expected))),
                ]
            )
        }
    }
}
