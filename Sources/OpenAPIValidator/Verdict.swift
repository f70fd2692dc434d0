public import JSON

/// What the service answers to a request's body before its own code sees it.
public enum Verdict: Sendable {
    /// The input as the service's code gets it: coerced, with defaults filled in, in the model's order.
    case accepted(JSONValue)

    /// Status 422 with these errors; `detail()` makes the body.
    case refused([FieldError])

    /// Status 400: "There was an error parsing the body".
    case unreadable

    /// Status 500: there are errors, but what they echo is nested too deep for the framework's own encoder.
    case unanswerable
}

/// One error of a refused body, in pydantic's words.
public struct FieldError: Sendable, Hashable {
    /// A step on the way to what is wrong.
    public enum Location: Sendable, Hashable {
        /// A member's name, or the name of the branch of a union.
        case name(JSONString)

        /// An element's index, or an offset in the text.
        case index(Int)
    }

    /// pydantic's name for the error, such as `string_too_long`.
    public let type: String

    /// The way to what is wrong; begins with `body`.
    public let location: [Location]

    /// The error in words.
    public let message: String

    /// What was sent there; for a member that is missing, the object which lacks it.
    public let input: JSONValue

    /// What the words were made of; nil where pydantic has none.
    public let context: JSONObject?

    /// The place of the input in the body.
    public let instance: JSONPointer

    /// The place in the document of the keyword that refuses it.
    public let schema: JSONPointer

    /// Which pydantic's words these are.
    var version = PydanticVersion.two
}
