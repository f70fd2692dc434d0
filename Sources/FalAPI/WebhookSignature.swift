public import HTTPTypes

/// What is signed of a webhook, and how the signature travels.
///
/// Source: fal's documentation, "Verifying your webhook"; a delivery captured in 2026-07 verifies by it.
public struct WebhookSignature: Sendable, Hashable {
    /// The request's id.
    public var requestID: String
    /// Whose request it was.
    public var userID: String
    /// Seconds since the Unix epoch.
    public var timestamp: Int64

    /// How far the timestamp may be from a receiver's clock, in seconds.
    public static let tolerance: Int64 = 300

    /// Makes what is signed beside the body.
    public init(requestID: String, userID: String, timestamp: Int64) {
        self.requestID = requestID
        self.userID = userID
        self.timestamp = timestamp
    }

    /// The bytes that Ed25519 signs: four lines without a line feed at the end.
    /// - Parameter bodyDigest: the SHA-256 digest of the body as it is sent, in hexadecimal digits of lower case.
    public func message(bodyDigest: String) -> [UInt8] {
        Array("\(requestID)\n\(userID)\n\(timestamp)\n\(bodyDigest)".utf8)
    }

    /// The four header fields.
    /// - Parameter signature: the 64 bytes of Ed25519.
    public func headerFields(signature: [UInt8]) -> HTTPFields {
        [
            .falWebhookRequestID: requestID,
            .falWebhookUserID: userID,
            .falWebhookTimestamp: "\(timestamp)",
            .falWebhookSignature: Hexadecimal.text(signature),
        ]
    }
}
