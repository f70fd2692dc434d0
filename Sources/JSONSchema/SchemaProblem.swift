public import JSON

/// One reason why a value does not satisfy a schema.
public struct SchemaProblem: Sendable, Hashable {
    /// The place in the value.
    public let instance: JSONPointer

    /// The place of the broken keyword: a fragment such as `#/properties/a/minLength`, after a URI if it is in another document.
    public let schema: String

    /// The broken keyword, such as `minLength`; empty where the whole schema is `false`.
    public let keyword: String

    /// What is wrong, in words.
    public let message: String
}

extension SchemaProblem: CustomStringConvertible {
    /// Both places and the message.
    public var description: String {
        "\(instance.tokens.isEmpty ? "the value" : instance.description): \(message) (by \(schema))"
    }
}
