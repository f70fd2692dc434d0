public import HTTPTypes

/// Why the server answers a request itself instead of asking the handler.
public struct Refusal: Sendable, Hashable {
    /// The kind of a refusal.
    public struct Reason: Sendable, Hashable {
        private enum Kind: Hashable {
            case badRequest, timeout, bodyTooLarge, notImplemented, overloaded, stopping
        }
        private let kind: Kind

        /// The head is malformed or its framing is ambiguous (RFC 9112, section 6.3); the connection is closed.
        public static let badRequest = Self(kind: .badRequest)
        /// The body did not arrive in time; the connection is closed.
        public static let timeout = Self(kind: .timeout)
        /// The body is larger than `maximumBodyBytes`.
        public static let bodyTooLarge = Self(kind: .bodyTooLarge)
        /// The body has a transfer coding other than `chunked` (RFC 9112, section 6.1); the connection is closed.
        public static let notImplemented = Self(kind: .notImplemented)
        /// There are more connections than `maximumConnections`; this one is closed.
        public static let overloaded = Self(kind: .overloaded)
        /// The server is stopping; the connection is closed.
        public static let stopping = Self(kind: .stopping)
    }

    /// Why.
    public let reason: Reason

    /// A sentence for people; it quotes nothing of the request.
    public let message: String

    init(_ reason: Reason, _ message: String) {
        self.reason = reason
        self.message = message
    }

    /// The status that fits: 400, 408, 413, 501 or 503.
    public var status: HTTPResponse.Status {
        switch reason {
        case .timeout: .requestTimeout
        case .bodyTooLarge: .contentTooLarge
        case .notImplemented: .notImplemented
        case .overloaded, .stopping: .serviceUnavailable
        default: .badRequest
        }
    }

    static var tooLarge: Self { Self(.bodyTooLarge, "The body is too large") }

    /// Whether nothing more can be read from the connection, or nothing more shall be.
    var closesConnection: Bool { reason != .bodyTooLarge }

    /// The status with a JSON object whose member `detail` is the message.
    public var plainResponse: Response {
        Response(
            status: status,
            headerFields: [.contentType: "application/json"],
            body: .bytes(Array("{\"detail\":\"\(message)\"}".utf8))
        )
    }
}
