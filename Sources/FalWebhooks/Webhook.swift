internal import FalAPI
public import JSON

/// A delivery that fal has signed.
///
/// The same delivery can come more than once: fal tries again when an answer is late or lost. Tell them apart by
/// `requestID`.
public struct Webhook: Sendable, Hashable {
    /// The id of the request that has ended.
    public let requestID: String
    /// The id of the last attempt; another one when the platform tried again.
    public let gatewayRequestID: String?
    /// Whose request it was.
    public let userID: String
    /// When it was signed, in seconds since the Unix epoch.
    public let timestamp: Int64
    /// How the request has ended.
    public let status: Status
    /// What went wrong, as `Invalid status code: 422`.
    public let error: String?
    /// The result, or the details of the error; `null` when `payloadError` says why not.
    public let payload: JSONValue
    /// Why there is no payload.
    public let payloadError: String?
    /// The bytes that were signed, for a decoder of your own.
    public let body: [UInt8]

    /// How a request can end; words that are not known yet are kept.
    public struct Status: RawRepresentable, Sendable, Hashable {
        /// fal's word.
        public let rawValue: String

        /// Takes any word.
        public init(rawValue: String) {
            self.rawValue = rawValue
        }

        /// There is a result.
        public static let ok = Self(rawValue: WebhookPayload.Status.ok.rawValue)
        /// Something went wrong.
        public static let error = Self(rawValue: WebhookPayload.Status.error.rawValue)
    }

    /// Reads a body whose signature is good.
    init(_ body: [UInt8], signature: WebhookSignature) throws(WebhookVerificationError) {
        let json: JSONValue
        do {
            json = try JSONParser.parse(body)
        } catch {
            throw WebhookVerificationError(.malformedBody, "the body is not JSON: \(error)")
        }
        guard let status = json["status"]?.string else {
            throw WebhookVerificationError(.malformedBody, "the body is not an object with a status")
        }
        requestID = json["request_id"]?.string ?? signature.requestID
        gatewayRequestID = json["gateway_request_id"]?.string
        userID = signature.userID
        timestamp = signature.timestamp
        self.status = Status(rawValue: status)
        error = json["error"]?.string
        payload = json["payload"] ?? .null
        payloadError = json["payload_error"]?.string
        self.body = body
    }
}
