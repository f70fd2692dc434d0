internal import JSON
public import OpenAPIValidator

/// Why an input was refused, for people: where in the input, and which rule of the document.
public struct Explanation: Sendable {
    private let errors: [FieldError]

    /// Explains the errors of a refusal.
    public init(_ errors: [FieldError]) { self.errors = errors }

    /// One line an error: the place in the input, the rule's place in the document, what is wrong.
    public var lines: [String] {
        errors.map { error in
            let place = error.instance.tokens.isEmpty ? "the body" : error.instance.description
            return "\(place): \(error.message) (\(error.type), by #\(error.schema))"
        }
    }

    /// The errors as one header value: ASCII JSON of at most 4 KB, so that an answer's head stays within its bound.
    var headerValue: String {
        var entries: [JSONValue] = []
        var size = 0
        for error in errors {
            let entry: JSONValue = [
                "instance": .string(JSONString(error.instance.description)),
                "schema": .string(JSONString("#" + error.schema.description)),
                "type": .string(JSONString(error.type)),
            ]
            size += entry.serialized().count + 1
            if size > 4_000 { break }
            entries.append(entry)
        }
        let text = String(decoding: JSONValue.array(entries).serialized(), as: UTF8.self)
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            if scalar.isASCII { result.unicodeScalars.append(scalar) } else { result += "?" }
        }
    }
}
