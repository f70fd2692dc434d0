import JSON
import JSONSchema

/// Reads the keywords of one schema, and says where one is broken.
struct SchemaReader {
    let schema: JSONObject
    let place: JSONPointer

    func error(_ code: DocumentError.Code, _ keyword: String, _ message: String) -> DocumentError {
        DocumentError(code: code, message: message, pointer: place.appending(keyword))
    }

    func flag(_ keyword: String) throws(DocumentError) -> Bool {
        guard let value = schema[keyword] else { return false }
        guard let flag = value.bool else {
            throw error(.malformed, keyword, "\(keyword) is neither true nor false")
        }
        return flag
    }

    func text(_ keyword: String) throws(DocumentError) -> String? {
        guard let value = schema[keyword] else { return nil }
        guard let text = value.string else {
            throw error(.malformed, keyword, "\(keyword) is not a string")
        }
        return text
    }

    func array(_ keyword: String) throws(DocumentError) -> [JSONValue]? {
        guard let value = schema[keyword] else { return nil }
        guard let array = value.array else {
            throw error(.malformed, keyword, "\(keyword) is not an array")
        }
        return array
    }

    func object(_ keyword: String) throws(DocumentError) -> JSONObject? {
        guard let value = schema[keyword] else { return nil }
        guard let object = value.object else {
            throw error(.malformed, keyword, "\(keyword) is not an object")
        }
        return object
    }

    func names(_ keyword: String) throws(DocumentError) -> [JSONString]? {
        guard let array = try array(keyword) else { return nil }
        var names: [JSONString] = []
        for value in array {
            guard case .string(let name) = value else {
                throw error(.malformed, keyword, "\(keyword) is not an array of names")
            }
            names.append(name)
        }
        return names
    }

    /// A length or a number of items.
    func count(_ keyword: String) throws(DocumentError) -> Int? {
        guard let value = schema[keyword] else { return nil }
        guard let count = value.double.flatMap(Int.init(exactly:)), count >= 0 else {
            throw error(.malformed, keyword, "\(keyword) is not a whole number from 0")
        }
        return count
    }

    /// The places of the schemas in a keyword's array.
    func schemas(_ keyword: String) throws(DocumentError) -> [JSONPointer]? {
        guard let array = try array(keyword) else { return nil }
        guard !array.isEmpty else {
            throw error(.malformed, keyword, "\(keyword) has no schemas")
        }
        let place = place.appending(keyword)
        return array.indices.map { place.appending($0) }
    }

    /// The type or, in documents of version 3.1, the types; empty if there is none.
    func types() throws(DocumentError) -> [String] {
        switch schema["type"] {
        case nil:
            return []
        case .string(let type):
            return [type.description]
        case .array:
            return (try names("type") ?? []).map(\.description)
        default:
            throw error(.malformed, "type", "type is neither a string nor an array of strings")
        }
    }

    func pattern(as dialect: Pattern.Dialect) throws(DocumentError) -> Pattern? {
        guard let text = try text("pattern") else { return nil }
        do {
            return try Pattern(text, as: dialect)
        } catch {
            throw self.error(.unsupported, "pattern", "pattern \"\(text)\": \(error.message)")
        }
    }

    func wholeBounds() throws(DocumentError) -> Bounds<WholeNumber> {
        try bounds("a whole number", read: { $0.number.flatMap(WholeNumber.init) })
    }

    func doubleBounds() throws(DocumentError) -> Bounds<Double> {
        try bounds("a number", read: { $0.double })
    }

    private func bounds<Number>(
        _ kind: String,
        read: (JSONValue) -> Number?
    ) throws(DocumentError) -> Bounds<Number> {
        var bounds = Bounds<Number>()
        let keywords: [(String, WritableKeyPath<Bounds<Number>, Number?>)] = [
            ("multipleOf", \.multipleOf), ("maximum", \.maximum), ("exclusiveMaximum", \.exclusiveMaximum),
            ("minimum", \.minimum), ("exclusiveMinimum", \.exclusiveMinimum),
        ]
        for (keyword, path) in keywords {
            guard let value = schema[keyword] else { continue }
            guard let number = read(value) else {
                throw error(.malformed, keyword, "\(keyword) is not \(kind)")
            }
            bounds[keyPath: path] = number
        }
        return bounds
    }

    /// The model's name, which pydantic puts into locations: the title, or the schema's own name.
    var className: String {
        schema["title"]?.string ?? place.tokens.last?.description ?? ""
    }

    /// The names of the fields in the model's order: `x-fal-order-properties`, for stores do not keep the order of
    /// `properties`; what it does not name comes last.
    func fieldOrder(of properties: JSONObject) throws(DocumentError) -> [JSONString] {
        var order = JSONObject()
        for name in try names("x-fal-order-properties") ?? [] where properties[name] != nil {
            order[name] = .null
        }
        for name in properties.keys {
            order[name] = .null
        }
        return order.keys
    }
}
