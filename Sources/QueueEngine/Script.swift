public import FalAPI
public import JSON

/// What one request will do, decided when it is submitted.
public struct Script: Sendable, Hashable {
    /// How long the request stays in the queue at least; longer when no runner is free, and `forever` for one that none takes.
    public var queueTime: Span
    /// How long the model works.
    public var runTime: Span
    /// What the model logs, ordered by time.
    public var logs: [Line]
    /// How it ends.
    public var outcome: Outcome
    /// The name of the scenario that it comes from; nil for what the service does by itself.
    public var scenario: String?
    /// What happens when the client cancels.
    public var cancellation = Cancellation.accepted
    /// How many attempts the platform makes, the last of which is the one that ends. More than one shows in the id of the
    /// gateway's request only (documentation, "Retries").
    public var attempts = 1

    /// What can happen when the client cancels.
    public enum Cancellation: String, Sendable, Hashable, CaseIterable {
        /// The request ends at once.
        case accepted
        /// The word comes too late: the request goes on to its own end, and is billed (documentation, "Cancel").
        case tooLate = "too_late"
        /// A request that waits is removed, and fal says so; one that runs ends as with `accepted`.
        case removed
    }

    /// A line of the log.
    public struct Line: Sendable, Hashable {
        /// When, counted from the start of the run.
        public var offset: Span
        /// How serious.
        public var level: RequestLog.Level
        /// The text.
        public var message: String

        /// Makes a line.
        public init(offset: Span, level: RequestLog.Level, message: String) {
            self.offset = offset
            self.level = level
            self.message = message
        }
    }

    /// Makes a script; the lines are put in order of time.
    public init(queueTime: Span, runTime: Span, logs: [Line] = [], outcome: Outcome) {
        self.queueTime = queueTime
        self.runTime = runTime
        // Scenarios come with their lines in order, and a sort on every submit would show.
        let isOrdered = zip(logs, logs.dropFirst()).allSatisfy { $0.offset <= $1.offset }
        self.logs =
            isOrdered
            ? logs
            : logs.enumerated().sorted { ($0.element.offset, $0.offset) < ($1.element.offset, $1.offset) }
                .map(\.element)
        self.outcome = outcome
    }
}

/// How a request ends.
public enum Outcome: Sendable, Hashable {
    /// The model answers, well or badly: both look `COMPLETED` on the queue.
    case answer(ModelAnswer)
    /// The platform fails around the model.
    case failure(RequestError)
    /// The model never ends.
    case never
}

/// What a model answers.
public struct ModelAnswer: Sendable, Hashable {
    /// The status code.
    public var status: Int
    /// The body. References to files in it are resolved when it is fetched, since their URLs follow the caller.
    public var body: JSONValue
    /// The value of `x-fal-billable-units`; nil leaves the header out.
    public var billableUnits: String?
    /// The value of `x-fal-needs-retry`; nil leaves the header out.
    public var needsRetry: Bool?
    /// Whether the model's server answers so by itself, before any work: a refused input, an unknown path.
    public var isImmediate = false
    /// Why the input was refused, or what of it was ignored, for `x-falsework-explain`; nil where there is nothing to say.
    public var explanation: String?

    /// Makes an answer.
    public init(
        status: Int,
        body: JSONValue,
        billableUnits: String? = nil,
        needsRetry: Bool? = nil
    ) {
        self.status = status
        self.body = body
        self.billableUnits = billableUnits
        self.needsRetry = needsRetry
    }
}
