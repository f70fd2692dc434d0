import JSON

/// Reads the keywords of one schema, and says where one is broken.
struct KeywordReader {
    let schema: JSONObject
    let place: SchemaPlace

    subscript(_ keyword: JSONString) -> JSONValue? { schema[keyword] }

    func error(_ keyword: JSONString, _ message: String) -> SchemaError {
        SchemaError(.malformed, "\(keyword) \(message)", at: place.appending(keyword))
    }

    func count(_ keyword: JSONString) throws(SchemaError) -> Int? {
        guard let value = schema[keyword] else { return nil }
        guard let double = value.double, double >= 0, double.rounded() == double else {
            throw error(keyword, "is not a whole number from 0")
        }
        return Int(exactly: double) ?? .max
    }

    func number(_ keyword: JSONString) throws(SchemaError) -> JSONNumber? {
        guard let value = schema[keyword] else { return nil }
        guard case .number(let number) = value, number.double.isFinite else { throw error(keyword, "is not a number") }
        return number
    }

    func text(_ keyword: JSONString) throws(SchemaError) -> String? {
        guard let value = schema[keyword] else { return nil }
        guard let text = value.string else { throw error(keyword, "is not a string") }
        return text
    }

    func flag(_ keyword: JSONString) throws(SchemaError) -> Bool {
        guard let value = schema[keyword] else { return false }
        guard let flag = value.bool else { throw error(keyword, "is neither true nor false") }
        return flag
    }

    func array(_ keyword: JSONString) throws(SchemaError) -> [JSONValue]? {
        guard let value = schema[keyword] else { return nil }
        guard let array = value.array else { throw error(keyword, "is not an array") }
        return array
    }

    func object(_ keyword: JSONString) throws(SchemaError) -> JSONObject? {
        guard let value = schema[keyword] else { return nil }
        guard let object = value.object else { throw error(keyword, "is not an object") }
        return object
    }

    func names(_ keyword: JSONString) throws(SchemaError) -> [JSONString]? {
        guard let array = try array(keyword) else { return nil }
        return try names(array, keyword)
    }

    func names(_ array: [JSONValue], _ keyword: JSONString) throws(SchemaError) -> [JSONString] {
        var names: [JSONString] = []
        for value in array {
            guard case .string(let name) = value else { throw error(keyword, "holds something that is no name") }
            names.append(name)
        }
        return names
    }

    func pattern(_ text: String, _ keyword: JSONString) throws(SchemaError) -> Pattern {
        do {
            return try Pattern(text, as: .ecmaScript)
        } catch {
            throw SchemaError(
                .unsupported,
                "the expression \"\(text)\" is not understood: \(error.message)",
                at: place.appending(keyword)
            )
        }
    }
}
