/// Why there is no answer.
public struct HTTPClientError: Error, Sendable {
    /// The kind of the error.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case badRequest
            case badAuthorities
            case bodyFailed
            case cannotResolve
            case cannotConnect
            case tlsFailed
            case timedOut
            case connectionLost
            case badResponse
            case responseTooLarge
            case tooManyRedirects
            case cancelled
            case failed
        }

        private let kind: Kind

        private init(_ kind: Kind) {
            self.kind = kind
        }

        /// The request has no scheme, authority or path, or one that cannot be sent as it is.
        public static let badRequest = Self(.badRequest)

        /// The certificate authorities to trust cannot be read.
        public static let badAuthorities = Self(.badAuthorities)

        /// The body of the request could not be read or made, or has another length than was said.
        public static let bodyFailed = Self(.bodyFailed)

        /// The host has no address.
        public static let cannotResolve = Self(.cannotResolve)

        /// Nobody listens there.
        public static let cannotConnect = Self(.cannotConnect)

        /// The server's certificate is not to be trusted, or the handshake failed.
        public static let tlsFailed = Self(.tlsFailed)

        /// One of the deadlines passed.
        public static let timedOut = Self(.timedOut)

        /// The server hung up before its answer was complete.
        public static let connectionLost = Self(.connectionLost)

        /// The answer is not HTTP.
        public static let badResponse = Self(.badResponse)

        /// The answer is larger than allowed.
        public static let responseTooLarge = Self(.responseTooLarge)

        /// The answer leads from redirect to redirect.
        public static let tooManyRedirects = Self(.tooManyRedirects)

        /// The task was cancelled.
        public static let cancelled = Self(.cancelled)

        /// Something else, which the message names.
        public static let failed = Self(.failed)

        /// The kind's name.
        public var description: String { kind.rawValue }
    }

    /// The kind of the error.
    public let code: Code

    /// What went wrong, in curl's words where it is curl that says so.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension HTTPClientError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
