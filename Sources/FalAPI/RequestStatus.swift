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
    /// The request's id.
    public var id: RequestID
    /// The request's URL, from which those in the body are made.
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
    public init(state: RequestState, id: RequestID, url: RequestURL) {
        self.state = state
        self.id = id
        self.url = url
    }

    /// The body's bytes.
    public func encoded() -> [UInt8] {
        var writer = JSONWriter(capacity: 480)
        writer.raw(#"{"status":"#)
        writer.string(state.rawValue)
        writer.raw(#","request_id":"#)
        writer.string(id.description)
        writer.raw(#","response_url":"#)
        writer.string(url.description)
        writer.raw(#","status_url":"#)
        writer.string(url.status)
        writer.raw(#","cancel_url":"#)
        writer.string(url.cancel)
        writer.raw(#","logs":"#)
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
