public import FalAPI

/// One request on the queue: what it will do, and how far it is.
public struct Job: Sendable {
    /// The request's id.
    public let id: RequestID
    /// Where it was submitted to.
    public let endpoint: EndpointID
    /// What it will do.
    public let script: Script
    /// Which line it waits in.
    public let priority: Priority
    /// When it was submitted.
    public let submitted: Instant
    /// How far it is.
    public internal(set) var phase: Phase

    let sequence: UInt64
    var isEligible = false
    var writtenLogs = 0
    var endSequence: UInt64?

    /// The two lines of a queue; the lower one is served when the other is empty.
    public enum Priority: Int, Sendable, CaseIterable {
        case normal
        case low
    }

    /// How far a request can be.
    public enum Phase: Sendable, Hashable {
        /// In the queue.
        case waiting
        /// With a runner.
        case running(since: Instant)
        /// Ended. `started` is nil when no runner ever took it.
        case completed(at: Instant, started: Instant?, Ending)
    }

    /// How a request ended.
    public enum Ending: Sendable, Hashable {
        /// As the script says.
        case answer(ModelAnswer)
        /// The platform or the client ended it.
        case failure(RequestError)
    }

    /// When the runner took it; nil before, and when none ever did.
    public var started: Instant? {
        switch phase {
        case .waiting: nil
        case .running(let since): since
        case .completed(_, let started, _): started
        }
    }

    /// The lines that have been written.
    public var logs: [RequestLog] {
        guard let started else { return [] }
        return script.logs.prefix(writtenLogs).map {
            RequestLog(timestamp: (started + $0.offset).microseconds, level: $0.level, message: $0.message)
        }
    }

    /// Seconds that a runner worked on it; nil until it has ended, 0 when none did.
    public var inferenceTime: Double? {
        guard case .completed(let end, let started, _) = phase else { return nil }
        return started.map { (end - $0).seconds } ?? 0
    }
}
