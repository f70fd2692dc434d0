internal import FalAPI
public import HTTPTypes

/// Tells fal's webhooks from what anybody else sends, in a server of any framework.
///
/// ```swift
/// let verifier = WebhookVerifier()
///
/// // In the handler of the route that was given as the webhook's URL:
/// do {
///     let webhook = try await verifier.verify(body: bytes, header: { request.headers.first(name: $0) })
///     // …
/// } catch {
///     return Response(status: error.status)
/// }
/// ```
///
/// Keep one verifier for the whole server: it keeps the keys.
public struct WebhookVerifier: Sendable {
    private let cache: WebhookKeyCache
    private let now: @Sendable () -> Int64

    /// A verifier that has fetched nothing yet.
    /// - Parameters:
    ///   - keys: where the keys come from.
    ///   - now: the time in seconds since the Unix epoch.
    public init(keys: WebhookKeySource = .fal, now: @escaping @Sendable () -> Int64 = WebhookVerifier.timeOfDay) {
        cache = WebhookKeyCache(source: keys, now: now)
        self.now = now
    }

    /// Verifies a delivery.
    ///
    /// - Parameters:
    ///   - body: the bytes of the body exactly as they came, before anything has decoded them.
    ///   - header: gives the value of a header field, whatever the case of the name; nil when there is none.
    /// - Throws: `WebhookVerificationError`; its `status` is what to answer.
    public func verify(
        body: [UInt8],
        header: (String) -> String?
    ) async throws(WebhookVerificationError) -> Webhook {
        let signed = try Self.signature(header)
        let signature = try Self.bytes(header)
        guard Self.distance(now(), signed.timestamp) <= UInt64(WebhookSignature.tolerance) else {
            throw WebhookVerificationError(
                .staleTimestamp,
                "it was signed at \(signed.timestamp), more than \(WebhookSignature.tolerance) s from now"
            )
        }
        let message = signed.message(bodyDigest: BodyDigest.text(of: body))
        let known = try await cache.current()
        if !known.keys.contains(where: { $0.isSignature(signature, of: message) }) {
            guard let newer = try await cache.newer(than: known),
                newer.keys.contains(where: { $0.isSignature(signature, of: message) })
            else { throw WebhookVerificationError(.badSignature, "no key that is published has signed this") }
        }
        return try Webhook(body, signature: signed)
    }

    /// Verifies a delivery whose header fields are those of swift-http-types.
    /// - Throws: `WebhookVerificationError`; its `status` is what to answer.
    public func verify(
        body: [UInt8],
        headerFields: HTTPFields
    ) async throws(WebhookVerificationError) -> Webhook {
        try await verify(body: body, header: { name in HTTPField.Name(name).flatMap { headerFields[$0] } })
    }

    private static func value(
        _ name: HTTPField.Name,
        _ header: (String) -> String?
    ) throws(WebhookVerificationError) -> String {
        guard let value = header(name.rawName), !value.isEmpty else {
            throw WebhookVerificationError(.missingHeader, "the header field \(name.rawName) is missing")
        }
        return value
    }

    private static func signature(
        _ header: (String) -> String?
    ) throws(WebhookVerificationError) -> WebhookSignature {
        let requestID = try value(.falWebhookRequestID, header)
        let userID = try value(.falWebhookUserID, header)
        let text = try value(.falWebhookTimestamp, header)
        // What is signed is the number as it is written: another spelling of it is another message.
        guard let timestamp = Int64(text), String(timestamp) == text else {
            throw WebhookVerificationError(.malformedHeader, "the timestamp is not a number of seconds")
        }
        return WebhookSignature(requestID: requestID, userID: userID, timestamp: timestamp)
    }

    private static func bytes(_ header: (String) -> String?) throws(WebhookVerificationError) -> [UInt8] {
        guard let bytes = Hexadecimal.bytes(try value(.falWebhookSignature, header)), bytes.count == 64 else {
            throw WebhookVerificationError(.malformedHeader, "the signature is not 64 bytes in hexadecimal digits")
        }
        return bytes
    }

    /// The distance of two times; the largest there is where it does not fit.
    private static func distance(_ time: Int64, _ other: Int64) -> UInt64 {
        let (difference, overflow) = time.subtractingReportingOverflow(other)
        return overflow ? .max : difference.magnitude
    }
}
