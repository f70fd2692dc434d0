public import JSON

/// The body of a webhook: what a request ended with.
///
/// fal's documentation shows a shape; the order of the members, the spaces and `"error": null` after a success are those of
/// bodies captured whole in 2025-07 and 2026-07, and of fal-js #153.
public struct WebhookPayload: Sendable, Hashable {
    /// The request's id, which receivers tell repeated deliveries by.
    public var requestID: RequestID
    /// The id of the last attempt; another one when the platform tried again.
    public var gatewayRequestID: RequestID
    /// How it ended.
    public var status: Status
    /// What went wrong, as `Invalid status code: 422`; written as `null` when nothing did.
    public var error: String?
    /// The body that the result answers with; `null` when it cannot be told.
    public var payload: JSONValue
    /// Why the result's body is not there; left out when it is.
    public var payloadError: String?

    /// The two ways to end.
    public enum Status: String, Sendable, CaseIterable {
        case ok = "OK"
        case error = "ERROR"
    }

    /// The text for a result that is not JSON (documentation, "Payload errors").
    public static let unserializable =
        "Response payload is not JSON serializable. Either return a JSON serializable object or use the queue endpoint to "
        + "retrieve the response."

    /// Makes the body of a webhook.
    public init(
        requestID: RequestID,
        gatewayRequestID: RequestID,
        status: Status,
        error: String? = nil,
        payload: JSONValue,
        payloadError: String? = nil
    ) {
        self.requestID = requestID
        self.gatewayRequestID = gatewayRequestID
        self.status = status
        self.error = error
        self.payload = payload
        self.payloadError = payloadError
    }

    /// The body as it ends with a status code of the result; every one but 2xx is an error.
    public init(
        requestID: RequestID,
        gatewayRequestID: RequestID,
        resultStatus: Int,
        payload: JSONValue
    ) {
        let isSuccess = 200...299 ~= resultStatus
        self.init(
            requestID: requestID,
            gatewayRequestID: gatewayRequestID,
            status: isSuccess ? .ok : .error,
            error: isSuccess ? nil : "Invalid status code: \(resultStatus)",
            payload: payload
        )
    }

    /// The same without the result, as when that is not JSON.
    public var withoutPayload: WebhookPayload {
        var other = self
        other.payload = .null
        other.payloadError = Self.unserializable
        return other
    }

    /// The body's bytes.
    public func encoded() -> [UInt8] {
        var body: JSONObject = [
            "error": error.map { .string(JSONString($0)) } ?? .null,
            "gateway_request_id": .string(JSONString(gatewayRequestID.description)),
            "payload": payload,
            "request_id": .string(JSONString(requestID.description)),
            "status": .string(JSONString(status.rawValue)),
        ]
        if let payloadError { body["payload_error"] = .string(JSONString(payloadError)) }
        return SortedJSON.bytes(.object(body))
    }
}
