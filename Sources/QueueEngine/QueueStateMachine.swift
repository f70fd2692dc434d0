public import FalAPI

/// The queue of one world, as a value: inputs carry the time, outputs are events. No I/O, no task, no clock.
///
/// Every endpoint has so many runners. A request waits at least as long as its script says, then for a runner; those of
/// normal priority go before those of low, and within a priority the one that came first. Positions count everybody ahead.
public struct QueueStateMachine: Sendable {
    /// The limits of a queue.
    public struct Configuration: Sendable, Hashable {
        /// How many requests of one endpoint run at a time.
        public var runners: Int
        /// How long a result is kept after the end.
        public var retention: Span
        /// How many requests are kept in all. At the limit the oldest ended one makes room.
        public var maximumJobs: Int

        /// Makes limits. fal keeps results for about an hour (documentation, "Queue").
        public init(runners: Int = 8, retention: Span = .seconds(3_600), maximumJobs: Int = 100_000) {
            self.runners = max(1, runners)
            self.retention = retention
            self.maximumJobs = max(1, maximumJobs)
        }
    }

    /// What a request to cancel met.
    public enum Cancellation: Sendable, Hashable {
        /// The request was waiting or running and has ended now.
        case cancelled
        /// The request had ended before.
        case alreadyCompleted
        /// There is no such request.
        case notFound
    }

    private struct Endpoint {
        var waiting = [WaitingLine](repeating: WaitingLine(), count: Job.Priority.allCases.count)
        var eligible = [WaitingLine](repeating: WaitingLine(), count: Job.Priority.allCases.count)
        var running = 0
    }

    private let configuration: Configuration
    private var jobs: [RequestID: Job] = [:]
    private var endpoints: [EndpointID: Endpoint] = [:]
    private var timers = TimerHeap()
    private var ended = WaitingLine()
    private var nextSequence: UInt64 = 0
    private var now = Instant(nanoseconds: .min)

    /// Makes an empty queue.
    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    /// How many requests are kept, in all phases.
    public var count: Int { jobs.count }

    /// When `advance(to:)` next matters; nil when nothing is due.
    public var nextDeadline: Instant? { timers.earliest }

    /// The request as it was at the last advance.
    public func job(_ id: RequestID) -> Job? { jobs[id] }

    /// How many requests are ahead of this one; nil unless it waits.
    public func position(of id: RequestID) -> Int? {
        guard let job = jobs[id], case .waiting = job.phase, let endpoint = endpoints[job.endpoint] else { return nil }
        let ahead = endpoint.waiting[..<job.priority.rawValue].reduce(0) { $0 + $1.count }
        return ahead + endpoint.waiting[job.priority.rawValue].position(of: job.sequence)
    }

    /// How many requests wait at an endpoint.
    public func waitingCount(at endpoint: EndpointID) -> Int {
        endpoints[endpoint]?.waiting.reduce(0) { $0 + $1.count } ?? 0
    }

    /// Puts a request into the queue, after everything that is due by then has happened.
    /// - Parameters:
    ///   - id: a new id; one that is known already is not submitted twice.
    ///   - startTimeout: how long it may wait for its start; then it ends with `request_timeout`.
    /// - Returns: what happened; nil when the queue is full of requests that have not ended.
    public mutating func submit(
        _ id: RequestID,
        to endpoint: EndpointID,
        script: Script,
        priority: Job.Priority = .normal,
        startTimeout: Span? = nil,
        at time: Instant
    ) -> [QueueEvent]? {
        var events = advance(to: time)
        guard jobs[id] == nil else { return events }
        if jobs.count >= configuration.maximumJobs {
            guard let oldest = ended.first else { return nil }
            forget(oldest, &events)
        }
        let job = Job(
            id: id,
            endpoint: endpoint,
            script: script,
            priority: priority,
            submitted: now,
            phase: .waiting,
            sequence: nextSequence
        )
        nextSequence += 1
        jobs[id] = job
        endpoints[endpoint, default: Endpoint()].waiting[priority.rawValue].insert(id, sequence: job.sequence)
        events.append(QueueEvent(time: now, kind: .submitted(id)))
        if let startTimeout { timers.insert(.deadline, id, at: now + max(.zero, startTimeout)) }
        if script.queueTime > .zero {
            timers.insert(.eligible, id, at: now + script.queueTime)
        } else {
            becomeEligible(id, &events)
        }
        return events
    }

    /// Ends a request before its time.
    /// - Parameter reason: what it ends with; `client_cancelled` or `client_disconnected`.
    public mutating func cancel(
        _ id: RequestID,
        with reason: RequestError = RequestError(.clientCancelled),
        at time: Instant
    ) -> (Cancellation, [QueueEvent]) {
        var events = advance(to: time)
        guard let job = jobs[id] else { return (.notFound, events) }
        if case .completed = job.phase { return (.alreadyCompleted, events) }
        end(id, .failure(reason), &events)
        pruneTimers()
        return (.cancelled, events)
    }

    /// Lets everything happen that is due by `time`, in order of time. Time that goes back changes nothing.
    public mutating func advance(to time: Instant) -> [QueueEvent] {
        guard time > now else { return [] }
        var events: [QueueEvent] = []
        while let timer = timers.popDue(at: time) {
            now = max(now, timer.time)
            fire(timer, &events)
        }
        now = time
        return events
    }

    private mutating func fire(_ timer: QueueTimer, _ events: inout [QueueEvent]) {
        guard let job = jobs[timer.id] else { return }
        switch (timer.kind, job.phase) {
        case (.eligible, .waiting):
            becomeEligible(job.id, &events)
        case (.deadline, .waiting):
            end(job.id, .failure(RequestError(.requestTimeout)), &events)
        case (.log, .running(let since)):
            jobs[job.id]?.writtenLogs = job.writtenLogs + 1
            events.append(QueueEvent(time: now, kind: .logged(job.id)))
            scheduleNextLog(of: job.id, since: since)
        case (.finish, .running):
            switch job.script.outcome {
            case .answer(let answer): end(job.id, .answer(answer), &events)
            case .failure(let error): end(job.id, .failure(error), &events)
            case .never: break
            }
        case (.expiry, .completed):
            forget(job.id, &events)
        default:
            break  // a timer of a request that has moved on meanwhile
        }
    }

    private mutating func becomeEligible(_ id: RequestID, _ events: inout [QueueEvent]) {
        guard let job = jobs[id] else { return }
        jobs[id]?.isEligible = true
        endpoints[job.endpoint]?.eligible[job.priority.rawValue].insert(id, sequence: job.sequence)
        startNext(at: job.endpoint, &events)
    }

    /// Gives free runners to those who may start, in order.
    private mutating func startNext(at endpoint: EndpointID, _ events: inout [QueueEvent]) {
        while let line = endpoints[endpoint], line.running < configuration.runners,
            let next = line.eligible.lazy.compactMap(\.first).first
        {
            endpoints[endpoint]?.running += 1
            leaveLine(next, &events)
            jobs[next]?.phase = .running(since: now)
            events.append(QueueEvent(time: now, kind: .started(next)))
            guard let script = jobs[next]?.script else { continue }
            scheduleNextLog(of: next, since: now)
            if script.outcome != .never { timers.insert(.finish, next, at: now + max(.zero, script.runTime)) }
        }
    }

    private mutating func scheduleNextLog(of id: RequestID, since start: Instant) {
        guard let job = jobs[id], job.writtenLogs < job.script.logs.count else { return }
        timers.insert(.log, id, at: max(now, start + job.script.logs[job.writtenLogs].offset))
    }

    private mutating func leaveLine(_ id: RequestID, _ events: inout [QueueEvent]) {
        guard let job = jobs[id] else { return }
        endpoints[job.endpoint]?.waiting[job.priority.rawValue].remove(sequence: job.sequence)
        if job.isEligible { endpoints[job.endpoint]?.eligible[job.priority.rawValue].remove(sequence: job.sequence) }
        events.append(QueueEvent(time: now, kind: .queueMoved(job.endpoint)))
    }

    private mutating func end(_ id: RequestID, _ ending: Job.Ending, _ events: inout [QueueEvent]) {
        guard let job = jobs[id] else { return }
        let started = job.started
        if started == nil { leaveLine(id, &events) } else { endpoints[job.endpoint]?.running -= 1 }
        jobs[id]?.phase = .completed(at: now, started: started, ending)
        jobs[id]?.endSequence = nextSequence
        ended.insert(id, sequence: nextSequence)
        nextSequence += 1
        timers.insert(.expiry, id, at: now + configuration.retention)
        events.append(QueueEvent(time: now, kind: .completed(id)))
        if started != nil { startNext(at: job.endpoint, &events) }
    }

    private mutating func forget(_ id: RequestID, _ events: inout [QueueEvent]) {
        guard let job = jobs.removeValue(forKey: id) else { return }
        if let sequence = job.endSequence { ended.remove(sequence: sequence) }
        events.append(QueueEvent(time: now, kind: .expired(id)))
        pruneTimers()
    }

    /// Timers of requests that have moved on stay in the heap until they are due; this bounds how many.
    private mutating func pruneTimers() {
        timers.prune(above: 64 + 4 * jobs.count) { timer in
            guard let job = jobs[timer.id] else { return true }
            return switch (timer.kind, job.phase) {
            case (.eligible, .waiting), (.deadline, .waiting), (.log, .running), (.finish, .running),
                (.expiry, .completed):
                false
            default: true
            }
        }
    }
}
