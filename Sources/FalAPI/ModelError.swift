public import JSON

/// A failure that the model itself reports: an entry of the list under `detail`.
///
/// The entry's fields are `loc, msg, type, url, ctx, input`, in this order (fal 1.83.0; captures of 2026). Refusals of the
/// input by its schema have another shape and no `url`.
public struct ModelError: Sendable, Hashable {
    /// fal's name of the failure, as in `content_policy_violation`.
    public var type: String
    /// The text.
    public var message: String
    /// Where in the request, beginning with `body`.
    public var location: [JSONValue]
    /// Facts about the failure, as in `{"max_duration":20}`.
    public var context: JSONObject?
    /// What was refused; nil leaves it out.
    public var input: JSONValue?

    /// Makes a failure.
    public init(
        type: String,
        message: String,
        location: [JSONValue] = ["body"],
        context: JSONObject? = nil,
        input: JSONValue? = nil
    ) {
        self.type = type
        self.message = message
        self.location = location
        self.context = context
        self.input = input
    }

    /// The entry as JSON. The URL has no slash before `#`, as captured.
    public var entry: JSONValue {
        var entry: JSONObject = [
            "loc": .array(location),
            "msg": .string(JSONString(message)),
            "type": .string(JSONString(type)),
            "url": .string(JSONString("https://docs.fal.ai/errors#\(type)")),
        ]
        if let context { entry["ctx"] = .object(context) }
        if let input { entry["input"] = input }
        return .object(entry)
    }

    /// `{"detail":[…]}`
    public static func body(_ errors: [ModelError]) -> JSONValue {
        ["detail": .array(errors.map(\.entry))]
    }
}
