internal import FalAPI
public import HTTPTypes
internal import TLSKit

/// One webhook as it goes out: a signed POST.
public struct WebhookMessage: Sendable, Hashable {
    /// Where it goes.
    public let target: WebhookTarget
    /// All header fields but `Host` and `Content-Length`.
    public let headerFields: HTTPFields
    /// The bytes of the body.
    public let body: [UInt8]
    /// How long everything may take, in real time.
    public let timeout: Duration

    /// How far back the timestamp of a stale message is, in seconds: twice what receivers tolerate.
    static let staleness = 2 * WebhookSignature.tolerance

    /// Signs an attempt, as rightly as its variant wants it.
    /// - Parameters:
    ///   - userID: whose request it was; anything that can stand in a header field.
    ///   - timestamp: seconds since the Unix epoch, which receivers compare with their own clock.
    init(
        _ attempt: WebhookAttempt,
        keys: WebhookKeys,
        userID: String,
        timestamp: Int64
    ) throws(TLSError) {
        let variant = attempt.variant
        let signed = WebhookSignature(
            requestID: attempt.requestID.description,
            userID: userID,
            timestamp: variant == .staleTimestamp ? timestamp - Self.staleness : timestamp
        )
        var fields: HTTPFields = [.contentType: "application/json"]
        if variant != .unsigned {
            var signature = try keys.signature(
                of: signed.message(bodyDigest: SHA256.hex(attempt.body)),
                by: variant == .unknownKey ? .unpublished : .generation(attempt.keyGeneration)
            )
            if variant == .badSignature { signature[0] ^= 1 }
            fields.append(contentsOf: signed.headerFields(signature: signature))
        }
        target = attempt.target
        headerFields = fields
        body = variant == .tamperedBody ? Self.tampered(attempt.body) : attempt.body
        timeout = attempt.timeout
    }

    /// The message as a request with scheme, authority and path.
    public var request: HTTPRequest {
        HTTPRequest(
            method: .post,
            scheme: target.scheme,
            authority: target.authority,
            path: target.path,
            headerFields: headerFields
        )
    }

    /// A body that says the opposite, so that a receiver that does not look at the signature does the wrong thing.
    private static func tampered(_ body: [UInt8]) -> [UInt8] {
        for (end, other) in [(#""OK"}"#, #""ERROR"}"#), (#""ERROR"}"#, #""OK"}"#)]
        where body.suffix(end.utf8.count).elementsEqual(end.utf8) {
            return body.dropLast(end.utf8.count) + Array(other.utf8)
        }
        return body + [UInt8(ascii: " ")]
    }
}
