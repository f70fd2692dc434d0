internal import JSON

extension OutputSampler {
    /// A value by type and name.
    mutating func plain(_ schema: JSONValue, _ name: String, at place: String) -> JSONValue {
        var text = SampleText(seed: seed, place: place)
        switch type(of: schema) {
        case "object": return object(schema, name, at: place)
        case "array": return array(schema, name, at: place)
        case "string": return string(schema, name, &text)
        case "integer": return .number(.integer(Self.fitted(Double(text.integer(name)), schema).integer))
        case "number": return .number(.double(Self.fitted(text.number(name), schema).double))
        case "boolean": return false
        case "null": return .null
        default: return [:]
        }
    }

    private func type(of schema: JSONValue) -> String? {
        switch schema["type"] {
        case .string(let type): return type.description
        case .array(let types): return types.compactMap(\.string).first { $0 != "null" } ?? "null"
        default:
            if schema["properties"] != nil { return "object" }
            return schema["items"] != nil ? "array" : nil
        }
    }

    private mutating func object(_ schema: JSONValue, _ name: String, at place: String) -> JSONValue {
        let properties = schema["properties"]?.object ?? JSONObject()
        let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
        var result = JSONObject()
        for member in Self.order(of: properties, schema) {
            guard let property = properties[member] else { continue }
            let isRequired = required.contains(member.description)
            if !isRequired, isMinimal || depth > Self.greatestDepth { continue }
            result[member] = value(property, member.description, at: "\(place)/\(member)")
        }
        for member in required.sorted() where result[member] == nil { result[member] = [:] }
        if properties.isEmpty, let values = schema["additionalProperties"], values.object != nil, !isMinimal {
            let member = name == "timings" ? "inference" : "sample"
            result[member] = value(values, member, at: "\(place)/\(member)")
        }
        return .object(result)
    }

    /// The model's order, which stores of documents keep apart from `properties`.
    static func order(of properties: JSONObject, _ schema: JSONValue) -> [JSONString] {
        let named = (schema["x-fal-order-properties"]?.array ?? []).compactMap { value -> JSONString? in
            if case .string(let name) = value, properties[name] != nil { name } else { nil }
        }
        return named + properties.keys.filter { !named.contains($0) }
    }

    private mutating func array(_ schema: JSONValue, _ name: String, at place: String) -> JSONValue {
        var elements: [JSONValue] = []
        for (index, item) in (schema["prefixItems"]?.array ?? []).enumerated() {
            elements.append(value(item, name, at: "\(place)/\(index)"))
        }
        let least = min(schema["minItems"]?.integer ?? 0, Self.mostElements)
        let most = schema["maxItems"]?.integer ?? .max
        let isTooDeep = isMinimal || depth > Self.greatestDepth
        let count = Int(max(least, isTooDeep || !elements.isEmpty ? 0 : min(1, most)))
        while elements.count < count {
            elements.append(value(schema["items"] ?? true, name, at: "\(place)/\(elements.count)"))
        }
        return .array(elements)
    }

    private mutating func string(_ schema: JSONValue, _ name: String, _ text: inout SampleText) -> JSONValue {
        switch schema["format"]?.string {
        case "uri", "iri", "uri-reference":
            return FileReference.url(of: PlaceholderFile(words: name) ?? product ?? .bytes, in: media)
        case "date-time": return "2026-01-01T00:00:00Z"
        case "date": return "2026-01-01"
        case "time": return "00:00:00Z"
        case "uuid", "uuid4": return .string(JSONString(text.string("id")))
        case "email": return "nobody@example.com"
        case "ipv4": return "127.0.0.1"
        case "ipv6": return "::1"
        case "hostname": return "example.com"
        default: break
        }
        if Self.isURLName(name), schema["pattern"] == nil {
            return FileReference.url(of: PlaceholderFile(words: name) ?? product ?? .bytes, in: media)
        }
        if let pattern = schema["pattern"]?.string, let example = PatternExample.text(matching: pattern) {
            return .string(JSONString(example))
        }
        var sample = text.string(name)
        let least = Int(min(schema["minLength"]?.integer ?? 0, 100_000))
        while sample.unicodeScalars.count < least { sample += " " + sample }
        if let most = schema["maxLength"]?.integer, sample.unicodeScalars.count > most {
            sample = String(sample.prefix(Int(max(most, 0))))
        }
        return .string(JSONString(sample))
    }

    /// A number moved to where the schema allows it.
    private static func fitted(_ wanted: Double, _ schema: JSONValue) -> (integer: Int64, double: Double) {
        var number = wanted
        let step = schema["multipleOf"]?.double ?? (schema["type"]?.string == "integer" ? 1 : 0)
        var least = schema["minimum"]?.double ?? -.infinity
        var most = schema["maximum"]?.double ?? .infinity
        // OpenAPI 3.0's booleans make the bound beside them exclusive.
        let exclusiveLeast =
            schema["exclusiveMinimum"]?.double ?? (schema["exclusiveMinimum"]?.bool == true ? least : nil)
        let exclusiveMost =
            schema["exclusiveMaximum"]?.double ?? (schema["exclusiveMaximum"]?.bool == true ? most : nil)
        let gap = step > 0 ? step : 1e-3
        if let exclusiveLeast { least = max(least, exclusiveLeast + gap) }
        if let exclusiveMost { most = min(most, exclusiveMost - gap) }
        number = min(max(number, least), most)
        if step > 0 {
            number = (number / step).rounded(.up) * step
            if number > most { number = (most / step).rounded(.down) * step }
        }
        let whole = number.rounded()
        return (whole.magnitude < 9e18 ? Int64(whole) : 0, number)
    }
}
