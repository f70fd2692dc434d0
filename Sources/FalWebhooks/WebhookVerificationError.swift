/// Why a delivery is not to be trusted, or could not be judged.
public struct WebhookVerificationError: Error, Sendable {
    /// The kind of the error.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case missingHeader
            case malformedHeader
            case staleTimestamp
            case badSignature
            case malformedBody
            case keysUnavailable
            case malformedKeySet
        }

        private let kind: Kind

        private init(_ kind: Kind) {
            self.kind = kind
        }

        /// One of the four header fields is not there: anybody can have sent it.
        public static let missingHeader = Self(.missingHeader)

        /// The timestamp is no number, or the signature is not 64 bytes in hexadecimal digits.
        public static let malformedHeader = Self(.malformedHeader)

        /// It was signed more than 300 seconds ago, or as far in the future.
        public static let staleTimestamp = Self(.staleTimestamp)

        /// No published key has signed this. Whether the body was changed or the key is somebody else's cannot be told: fal's
        /// deliveries do not name their key.
        public static let badSignature = Self(.badSignature)

        /// It is signed by fal, and is not the JSON object that a webhook is.
        public static let malformedBody = Self(.malformedBody)

        /// The keys could not be fetched, so that nothing is known of the delivery.
        public static let keysUnavailable = Self(.keysUnavailable)

        /// The keys were fetched and are no set of Ed25519 keys, so that nothing is known of the delivery.
        public static let malformedKeySet = Self(.malformedKeySet)

        /// The kind's name.
        public var description: String { kind.rawValue }
    }

    /// The kind of the error.
    public let code: Code

    /// What is wrong, without anything secret.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The status code to answer the delivery with: 503 when nothing is known of it, so that it comes again; 400 when it
    /// cannot be read; else 401.
    public var status: Int {
        switch code {
        case .keysUnavailable, .malformedKeySet: 503
        case .malformedBody: 400
        default: 401
        }
    }
}

extension WebhookVerificationError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
