internal import JSON
public import OpenAPIValidator

/// Why an input was refused, or what of it is ignored, for people: where in the input, and which rule of the document.
public struct Explanation: Sendable {
    private let errors: [FieldError]
    private let ignored: [UnknownField]

    /// Explains the errors of a refusal, and members of the input that are no fields.
    public init(_ errors: [FieldError], ignored: [UnknownField] = []) {
        self.errors = errors
        self.ignored = ignored
    }

    /// One line an error: the place in the input, what is wrong, the rule and its place in the document.
    public var lines: [String] {
        errors.map { error in
            let place = error.instance.tokens.isEmpty ? "the body" : error.instance.description
            return "\(place): \(error.message) (\(error.type), by #\(error.schema))"
        }
            + ignored.map { field in
                let hint = field.suggestion.map { "; did you mean \($0)?" } ?? ""
                return "\(field.instance): is ignored, the endpoint has no such field\(hint)"
            }
    }

    /// The errors and the ignored members as JSON, which stays below 4 KB: the head of an answer has a bound.
    var entries: [JSONValue] {
        var entries: [JSONValue] = []
        var size = 0
        for entry in errors.lazy.map(Self.entry) + ignored.lazy.map(Self.entry) {
            size += entry.serialized().count + 1
            if size > 4_000 { break }
            entries.append(entry)
        }
        return entries
    }

    /// The entries as one header value, in ASCII.
    var headerValue: String { Self.headerValue(of: entries) }

    /// JSON as a header's value: what is not ASCII becomes a question mark.
    static func headerValue(of entries: [JSONValue]) -> String {
        let text = String(decoding: JSONValue.array(entries).serialized(), as: UTF8.self)
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            if scalar.isASCII { result.unicodeScalars.append(scalar) } else { result += "?" }
        }
    }

    private static func entry(_ error: FieldError) -> JSONValue {
        [
            "instance": .string(JSONString(error.instance.description)),
            "schema": .string(JSONString("#" + error.schema.description)),
            "rule": .string(error.schema.tokens.last ?? ""),
            "type": .string(JSONString(error.type)),
            "message": .string(JSONString(error.message)),
        ]
    }

    private static func entry(_ field: UnknownField) -> JSONValue {
        var object: JSONObject = [
            "instance": .string(JSONString(field.instance.description)),
            "rule": "unknown field",
            "message": "is ignored, the endpoint has no such field",
        ]
        if let suggestion = field.suggestion { object["did_you_mean"] = .string(JSONString(suggestion)) }
        return .object(object)
    }
}
