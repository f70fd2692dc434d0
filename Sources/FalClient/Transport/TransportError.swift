/// Why there is no answer.
public struct TransportError: Error, Sendable {
    /// The kind of the error.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case badRequest
            case unreadableFile
            case cannotConnect
            case tlsFailed
            case connectionLost
            case badResponse
            case responseTooLarge
            case cancelled
            case failed
        }

        private let kind: Kind

        private init(_ kind: Kind) {
            self.kind = kind
        }

        /// The request cannot be sent as it is.
        public static let badRequest = Self(.badRequest)

        /// The file in the request's body cannot be read, or ends too early.
        public static let unreadableFile = Self(.unreadableFile)

        /// The host has no address, or nobody listens there.
        public static let cannotConnect = Self(.cannotConnect)

        /// The server's certificate is not to be trusted, or the handshake failed.
        public static let tlsFailed = Self(.tlsFailed)

        /// The connection broke before the answer was complete.
        public static let connectionLost = Self(.connectionLost)

        /// The answer is not HTTP, or shorter than it says.
        public static let badResponse = Self(.badResponse)

        /// The answer is larger than allowed.
        public static let responseTooLarge = Self(.responseTooLarge)

        /// The task was cancelled.
        public static let cancelled = Self(.cancelled)

        /// Something else, which the message names.
        public static let failed = Self(.failed)

        /// The kind's name.
        public var description: String { kind.rawValue }

        /// Whether the server can have seen the request, and acted on it.
        public var mayHaveBeenReceived: Bool {
            switch kind {
            case .badRequest, .unreadableFile, .cannotConnect, .tlsFailed: false
            case .connectionLost, .badResponse, .responseTooLarge, .cancelled, .failed: true
            }
        }
    }

    /// The kind of the error.
    public let code: Code

    /// What went wrong, without anything that the request carried.
    public let message: String

    /// An error of that kind.
    public init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension TransportError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
