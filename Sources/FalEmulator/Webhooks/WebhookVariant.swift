/// What is wrong or unusual about a delivery, for tests of receivers.
enum WebhookVariant: String, CaseIterable, Sendable, Hashable {
    /// Nothing: as fal delivers.
    case valid
    /// The signature is well formed, but not that of the message.
    case badSignature = "bad_signature"
    /// Signed rightly, ten minutes ago.
    case staleTimestamp = "stale_timestamp"
    /// Signed with a new key, which is published from then on.
    case rotatedKey = "rotated_key"
    /// Signed with a key that is published nowhere.
    case unknownKey = "unknown_key"
    /// Delivered once more after it was acknowledged.
    case duplicate
    /// Without the four header fields, as anybody could send it.
    case unsigned
    /// The body says the opposite of the one that was signed.
    case tamperedBody = "tampered_body"
}
