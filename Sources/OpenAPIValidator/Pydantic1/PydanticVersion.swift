import JSON

/// Which pydantic wrote a document, and so answers in its words.
enum PydanticVersion: Sendable {
    case one
    case two

    /// Told by what only one of them writes. Where nothing tells, it is the second, as in nearly all of fal's documents of 2026-06.
    static func of(_ document: JSONValue) -> PydanticVersion {
        var signs = Signs()
        signs.look(at: document["components"]?["schemas"] ?? .null, depth: 0)
        return signs.hasOne && !signs.hasTwo ? .one : .two
    }

    private struct Signs {
        /// A reference in an `allOf` of its own, or a scalar that may be absent and has no default: it may be null, unsaid.
        var hasOne = false
        /// The type null, `const`, `prefixItems`, or something beside a reference.
        var hasTwo = false

        /// How deep schemas are looked at.
        private static let greatestDepth = 64

        mutating func look(at value: JSONValue, depth: Int) {
            guard depth < Self.greatestDepth, !hasTwo else { return }
            switch value {
            case .array(let elements):
                for element in elements { look(at: element, depth: depth + 1) }
            case .object(let object):
                if object["$ref"]?.string != nil, object.count > 1 { hasTwo = true }
                if object["type"] == "null" || object["const"] != nil || object["prefixItems"] != nil { hasTwo = true }
                if let all = object["allOf"]?.array, all.count == 1, all[0]["$ref"] != nil { hasOne = true }
                if let properties = object["properties"]?.object { lookForUnsaidNull(in: properties, of: object) }
                for (_, member) in object { look(at: member, depth: depth + 1) }
            default:
                break
            }
        }

        private mutating func lookForUnsaidNull(in properties: JSONObject, of schema: JSONObject) {
            // fal's own `QueueStatus` is the same in all documents.
            guard schema["x-fal-order-properties"] != nil || schema["title"] != nil else { return }
            let required = schema["required"]?.array ?? []
            let scalars: [JSONValue] = ["string", "integer", "number", "boolean"]
            for (name, property) in properties where !required.contains(.string(name)) {
                guard let type = property["type"], scalars.contains(type), property["default"] == nil else { continue }
                if property["nullable"] == nil { hasOne = true }
            }
        }
    }
}
