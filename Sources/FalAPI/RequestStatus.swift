internal import JSON

/// The three states that a request on the queue can be in; there is no fourth for failures.
///
/// Source: fal's documentation, "Queue"; failed requests captured in 2026-04 were `COMPLETED`.
public enum RequestState: String, Sendable {
    case inQueue = "IN_QUEUE"
    case inProgress = "IN_PROGRESS"
    case completed = "COMPLETED"
}

/// The body that submit and status answer with.
///
/// Field set, order and compact spelling as captured (2026-04, content lengths of 415, 399 and 431 bytes match).
public struct RequestStatus: Sendable {
    /// Where the request stands.
    public var state: RequestState
    /// The request's URL, from which the others in the body are made.
    public var url: RequestURL
    /// The log, where it was asked for and the request has left the queue.
    public var logs: [RequestLog]?
    /// Seconds that the model worked; only when completed.
    public var inferenceTime: Double?
    /// How many requests are ahead; only in the queue.
    public var queuePosition: Int?
    /// What the platform (not the model) failed with.
    public var error: RequestError?
    /// The id of the last attempt; only in the answer to a submit with a webhook.
    public var gatewayRequestID: RequestID?

    /// Makes the body of a request in a state; the optional parts are absent.
    public init(state: RequestState, url: RequestURL) {
        self.state = state
        self.url = url
    }

    /// The body's bytes.
    public func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: 480)
        writer.raw(#"{"status":"#)
        writer.string(state.rawValue)
        writer.raw(#","request_id":"#)
        writer.string(url.idText)
        writer.raw(#","response_url":"#)
        let start = writer.bytes.count
        writer.string(url.description)
        // The other two begin as this one: what is written is copied, not escaped again.
        let written = start..<(writer.bytes.count - 1)
        writer.raw(#","status_url":"#)
        writer.copy(written)
        writer.raw(#"/status","cancel_url":"#)
        writer.copy(written)
        writer.raw(#"/cancel","logs":"#)
        if let logs { RequestLog.write(logs, to: &writer) } else { writer.null() }
        writer.raw(#","metrics":{"#)
        if let inferenceTime {
            writer.raw(#""inference_time":"#)
            writer.double(inferenceTime)
        }
        writer.raw("}")
        if let queuePosition {
            writer.raw(#","queue_position":"#)
            writer.integer(queuePosition)
        }
        if let error {
            writer.raw(#","error":"#)
            writer.string(error.detail)
            writer.raw(#","error_type":"#)
            writer.string(error.type.rawValue)
        }
        if let gatewayRequestID {
            writer.raw(#","gateway_request_id":"#)
            writer.string(gatewayRequestID.description)
        }
        writer.raw("}")
        return writer.bytes
    }
}
