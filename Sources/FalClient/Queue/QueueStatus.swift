internal import FalAPI
internal import JSON

/// Where a request on the queue stands.
public struct QueueStatus: Sendable, Hashable {
    /// The state.
    public var state: State
    /// The request's id.
    public var requestID: String
    /// How many requests are ahead; only in the queue.
    public var queuePosition: Int?
    /// The log. From `status` all lines so far, from a sequence of updates those that are new; empty unless asked for.
    public var logs: [QueueLog]
    /// Seconds that the model worked; only when completed.
    public var inferenceTime: Double?
    /// What the platform failed with. A failure of the model does not show here: the result says it.
    public var error: String?
    /// fal's name of that failure.
    public var errorType: String?

    /// A state. An open set: what is unknown counts as still under way.
    public enum State: Sendable, Hashable, CustomStringConvertible {
        /// Waiting for a runner.
        case inQueue
        /// Running.
        case inProgress
        /// Over: done, failed or cancelled.
        case completed
        /// One that this client does not know.
        case unknown(String)

        /// As on the wire.
        public var description: String {
            switch self {
            case .inQueue: RequestState.inQueue.rawValue
            case .inProgress: RequestState.inProgress.rawValue
            case .completed: RequestState.completed.rawValue
            case .unknown(let name): name
            }
        }

        init(_ name: String) {
            switch RequestState(rawValue: name) {
            case .inQueue: self = .inQueue
            case .inProgress: self = .inProgress
            case .completed: self = .completed
            case nil: self = .unknown(name)
            }
        }
    }

    /// Whether the request is over.
    public var isCompleted: Bool { state == .completed }

    /// Reads the body of a status; nil for one without a status. Fields of another kind than known are left out.
    init?(_ body: JSONValue, requestID: String) {
        guard let status = body["status"]?.string else { return nil }
        state = State(status)
        self.requestID = body["request_id"]?.string ?? requestID
        queuePosition = body["queue_position"]?.integer.map { Int(truncatingIfNeeded: $0) }
        logs = (body["logs"]?.array ?? []).map(QueueLog.init)
        inferenceTime = body["metrics"]?["inference_time"]?.double
        error = body["error"]?.string
        errorType = body["error_type"]?.string
    }
}

/// A line of a request's log.
public struct QueueLog: Sendable, Hashable {
    /// The text.
    public var message: String
    /// How serious it is, as in `INFO` or `STDERR`; an open set, nil where it is not said.
    public var level: String?
    /// Who wrote it, as in `USER`.
    public var source: String?
    /// When, as fal writes it: `2024-12-20T15:37:17.120314`, with or without a zone.
    public var timestamp: String?

    /// A line.
    public init(message: String, level: String? = nil, source: String? = nil, timestamp: String? = nil) {
        self.message = message
        self.level = level
        self.source = source
        self.timestamp = timestamp
    }

    /// Reads a line in any of the shapes in evidence: flat, or with `labels`.
    init(_ entry: JSONValue) {
        message = entry["message"]?.string ?? entry.string ?? ""
        level = entry["level"]?.string ?? entry["labels"]?["level"]?.string
        source = entry["source"]?.string ?? entry["labels"]?["source"]?.string
        timestamp = entry["timestamp"]?.string
    }
}
