public import JSON

/// What is wrong with a schema, and where.
public struct SchemaError: Error, Hashable, Sendable {
    /// The kind of the error.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case malformed
            case unresolvedReference
            case unsupported
        }

        private let kind: Kind

        private init(_ kind: Kind) {
            self.kind = kind
        }

        /// A keyword has a value that it cannot have.
        public static let malformed = Self(.malformed)

        /// A reference leads nowhere.
        public static let unresolvedReference = Self(.unresolvedReference)

        /// A vocabulary or a regular expression that is not understood, or sizes beyond reason.
        public static let unsupported = Self(.unsupported)

        /// The kind's name.
        public var description: String { kind.rawValue }
    }

    /// The kind of the error.
    public let code: Code

    /// What was expected and what is there, without the place.
    public let message: String

    /// The place, as in `SchemaProblem.schema`.
    public var place: String { location.description }

    let location: SchemaPlace

    init(_ code: Code, _ message: String, at place: SchemaPlace) {
        self.code = code
        self.message = message
        location = place
    }
}

extension SchemaError {
    /// The place in its document.
    public var pointer: JSONPointer { location.pointer }
}

extension SchemaError: CustomStringConvertible {
    /// The place and the message.
    public var description: String { "\(place): \(message)" }
}
