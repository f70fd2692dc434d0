public import FalAPI

/// What was submitted: the part of a request that never changes, shared by all who look at it.
public final class Submission: Sendable {
    /// The request's id.
    public let id: RequestID
    /// Where it was submitted to.
    public let endpoint: EndpointID
    /// What it will do.
    public let script: Script
    /// Which line it waits in.
    public let priority: Priority
    /// When it was submitted.
    public let time: Instant
    /// Its place in the order of submits.
    let sequence: UInt64

    /// The two lines of a queue; the lower one is served when the other is empty.
    public enum Priority: Int, Sendable, CaseIterable {
        case normal
        case low
    }

    init(
        _ id: RequestID,
        to endpoint: EndpointID,
        _ script: Script,
        _ priority: Priority,
        at time: Instant,
        sequence: UInt64
    ) {
        self.id = id
        self.endpoint = endpoint
        self.script = script
        self.priority = priority
        self.time = time
        self.sequence = sequence
    }
}

/// One request on the queue: what it will do, and how far it is.
public struct Job: Sendable {
    /// What was submitted.
    public let submission: Submission
    /// How far it is.
    public internal(set) var phase = Phase.waiting
    /// Whether it takes no step by itself until it is released.
    public internal(set) var isHeld = false

    /// Which of the queue's endpoints it belongs to.
    let endpointIndex: Int
    /// Whether the next step fell due while it was held.
    var isOverdue = false
    var endSequence: UInt64 = 0

    init(submission: Submission, endpointIndex: Int) {
        self.submission = submission
        self.endpointIndex = endpointIndex
    }

    /// How far a request can be.
    public enum Phase: Sendable, Hashable {
        /// In the queue.
        case waiting
        /// With a runner.
        case running(since: Instant)
        /// Ended. `started` is nil when no runner ever took it, `instead` when it ended as its script says.
        case completed(at: Instant, started: Instant?, instead: Ending?)
    }

    /// How a request ended.
    public enum Ending: Sendable, Hashable {
        /// The model answered.
        case answer(ModelAnswer)
        /// The platform or the client ended it.
        case failure(RequestError)
    }

    /// The request's id.
    public var id: RequestID { submission.id }

    /// Where it was submitted to.
    public var endpoint: EndpointID { submission.endpoint }

    /// How it ended; nil before.
    public var ending: Ending? {
        guard case .completed(_, _, let instead) = phase else { return nil }
        if let instead { return instead }
        return switch submission.script.outcome {
        case .answer(let answer): .answer(answer)
        case .failure(let error): .failure(error)
        case .never: nil
        }
    }

    /// What the platform failed with; nil for every other ending, and before the end.
    public var failure: RequestError? {
        guard case .failure(let error) = ending else { return nil }
        return error
    }

    /// When the runner took it; nil before, and when none ever did.
    public var started: Instant? {
        switch phase {
        case .waiting: nil
        case .running(let since): since
        case .completed(_, let started, _): started
        }
    }

    /// The lines that have been written by a point in time.
    public func logs(at time: Instant) -> [RequestLog] {
        guard let started else { return [] }
        var time = time
        if case .completed(let end, _, _) = phase { time = min(time, end) }
        return submission.script.logs.prefix { started + $0.offset <= time }.map {
            RequestLog(timestamp: (started + $0.offset).microseconds, level: $0.level, message: $0.message)
        }
    }

    /// Seconds that a runner worked on it; nil until it has ended, 0 when none did.
    public var inferenceTime: Double? {
        guard case .completed(let end, let started, _) = phase else { return nil }
        return started.map { (end - $0).seconds } ?? 0
    }
}
