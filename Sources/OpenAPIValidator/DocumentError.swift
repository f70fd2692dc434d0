public import JSON

/// What is wrong with an OpenAPI document, and where in it.
public struct DocumentError: Error, Hashable, Sendable {
    /// The kind of the error.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case malformed
            case unresolvedReference
            case endlessReference
            case unsupported
        }

        private let kind: Kind

        private init(_ kind: Kind) {
            self.kind = kind
        }

        /// Something required is absent, or has a value that it cannot have.
        public static let malformed = Self(.malformed)

        /// A `$ref` leads nowhere in the document.
        public static let unresolvedReference = Self(.unresolvedReference)

        /// A schema consists of nothing but itself, through references alone.
        public static let endlessReference = Self(.endlessReference)

        /// A construct that pydantic does not write, so that there is no answer to reproduce.
        public static let unsupported = Self(.unsupported)

        /// The kind's name.
        public var description: String { kind.rawValue }
    }

    /// The kind of the error.
    public let code: Code

    /// What was expected and what is there, without the place.
    public let message: String

    /// The place in the document.
    public let pointer: JSONPointer

    /// An error at that place.
    public init(code: Code, message: String, pointer: JSONPointer) {
        self.code = code
        self.message = message
        self.pointer = pointer
    }
}

extension DocumentError: CustomStringConvertible {
    /// The place as a URI fragment, and the message.
    public var description: String {
        "\(pointer.fragment): \(message)"
    }
}
