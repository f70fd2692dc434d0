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
        /// The request was waiting or running, and has ended now unless its script lets it go on.
        case cancelled
        /// The request was waiting, and its script has it taken out with other words.
        case removed
        /// The request had ended before.
        case alreadyCompleted
        /// There is no such request.
        case notFound
    }

    /// What became of a step that somebody wants a request to take.
    public enum Step: Sendable, Hashable {
        /// It was taken.
        case taken
        /// The request is there already, or beyond.
        case pointless
        /// The request's script has no end, and none was given.
        case endless
        /// There is no such request.
        case notFound
    }

    /// The lines and the runners of one endpoint.
    private struct Endpoint {
        var waiting = [WaitingLine](repeating: WaitingLine(), count: Submission.Priority.allCases.count)
        var eligible = [WaitingLine](repeating: WaitingLine(), count: Submission.Priority.allCases.count)
        var running = 0
    }

    private let configuration: Configuration
    private var jobs: [RequestID: Job] = [:]
    private var endpoints: [Endpoint] = []
    private var endpointIndices: [EndpointID: Int] = [:]
    private var timers = TimerHeap()
    /// Who has ended, in the order in which results are forgotten.
    private var ended = WaitingLine()
    /// Whose log lines are events. Nobody else's take part in time: a line's time follows from the start.
    private var watched: Set<RequestID> = []
    private var nextSequence: UInt64 = 0
    private var now = Instant(nanoseconds: .min)

    /// Makes an empty queue.
    public init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    /// How many requests are kept, in all phases.
    public var count: Int { jobs.count }

    /// When `advance(to:)` next matters; nil when nothing is due.
    public var nextDeadline: Instant? {
        switch (timers.earliest, nextExpiry) {
        case (let timer?, let expiry?): min(timer, expiry)
        case (let timer, let expiry): timer ?? expiry
        }
    }

    /// When something next happens to a request, other than that its result is forgotten; nil when nothing is due.
    public var nextEvent: Instant? { timers.earliest }

    /// The request as it was at the last advance.
    public func job(_ id: RequestID) -> Job? { jobs[id] }

    /// How many requests are ahead of this one; nil unless it waits.
    public func position(of id: RequestID) -> Int? {
        guard let job = jobs[id], case .waiting = job.phase else { return nil }
        let lines = endpoints[job.endpointIndex].waiting
        let own = job.submission.priority.rawValue
        return lines[..<own].reduce(0) { $0 + $1.count } + lines[own].position(of: job.submission.sequence)
    }

    /// How many requests wait at an endpoint.
    public func waitingCount(at endpoint: EndpointID) -> Int {
        guard let index = endpointIndices[endpoint] else { return 0 }
        return endpoints[index].waiting.reduce(0) { $0 + $1.count }
    }

    /// Puts a request into the queue, after everything that is due by then has happened.
    /// - Parameters:
    ///   - id: a new id; one that is known already is not submitted twice.
    ///   - endpoint: whose runners it waits for.
    ///   - script: what happens once it runs.
    ///   - priority: which of the endpoint's two lines it waits in.
    ///   - startTimeout: how long it may wait for its start; then it ends with `request_timeout`.
    ///   - time: now.
    /// - Returns: what happened; nil when the queue is full of requests that have not ended.
    public mutating func submit(
        _ id: RequestID,
        to endpoint: EndpointID,
        script: Script,
        priority: Submission.Priority = .normal,
        startTimeout: Span? = nil,
        at time: Instant
    ) -> [QueueEvent]? {
        var events = advance(to: time)
        guard jobs[id] == nil else { return events }
        if jobs.count >= configuration.maximumJobs {
            guard let oldest = ended.first else { return nil }
            forget(oldest, &events)
        }
        let submission = Submission(id, to: endpoint, script, priority, at: now, sequence: takeSequence())
        let job = Job(submission: submission, endpointIndex: index(of: endpoint))
        jobs[id] = job
        endpoints[job.endpointIndex].waiting[priority.rawValue].insert(id, sequence: submission.sequence)
        events.append(QueueEvent(time: now, kind: .submitted(id)))
        if let startTimeout { timers.insert(.deadline, id, at: now + max(.zero, startTimeout)) }
        if script.queueTime <= .zero {
            becomeEligible(job, &events)
        } else if script.queueTime < .forever {
            timers.insert(.eligible, id, at: now + script.queueTime)
        }
        return events
    }

    /// Ends a request before its time.
    /// - Parameters:
    ///   - id: the request's id.
    ///   - reason: what it ends with; `client_cancelled` or `client_disconnected`.
    ///   - time: now.
    public mutating func cancel(
        _ id: RequestID,
        with reason: RequestError = RequestError(.clientCancelled),
        at time: Instant
    ) -> (Cancellation, [QueueEvent]) {
        var events = advance(to: time)
        guard let job = jobs[id] else { return (.notFound, events) }
        if case .completed = job.phase { return (.alreadyCompleted, events) }
        var answer = Cancellation.cancelled
        if reason.type == .clientCancelled {
            switch job.submission.script.cancellation {
            case .accepted: break
            case .tooLate: return (.cancelled, events)
            case .removed: if job.phase == .waiting { answer = .removed }
            }
        }
        end(job, .failure(reason), &events)
        pruneTimers()
        return (answer, events)
    }

    /// Holds a request where it is: it gets no runner and comes to no end by itself. Deadlines, cancellation and the steps
    /// that somebody makes it take go on.
    public mutating func hold(_ id: RequestID, at time: Instant) -> (Step, [QueueEvent]) {
        let events = advance(to: time)
        guard let job = jobs[id] else { return (.notFound, events) }
        if case .completed = job.phase { return (.pointless, events) }
        guard !job.isHeld else { return (.pointless, events) }
        jobs[id]?.isHeld = true
        if case .waiting = job.phase {
            let line = job.submission.priority.rawValue
            jobs[id]?.isOverdue =
                endpoints[job.endpointIndex].eligible[line].remove(sequence: job.submission.sequence)
        }
        return (.taken, events)
    }

    /// Lets a held request go on; what fell due meanwhile happens now.
    public mutating func release(_ id: RequestID, at time: Instant) -> (Step, [QueueEvent]) {
        var events = advance(to: time)
        guard let job = jobs[id] else { return (.notFound, events) }
        guard job.isHeld else { return (.pointless, events) }
        jobs[id]?.isHeld = false
        jobs[id]?.isOverdue = false
        if job.isOverdue {
            switch job.phase {
            case .waiting: becomeEligible(job, &events)
            case .running: end(job, nil, &events)
            case .completed: break
            }
        }
        return (.taken, events)
    }

    /// Gives a waiting request a runner now, also one that is not free.
    public mutating func start(_ id: RequestID, at time: Instant) -> (Step, [QueueEvent]) {
        var events = advance(to: time)
        guard let job = jobs[id] else { return (.notFound, events) }
        guard case .waiting = job.phase else { return (.pointless, events) }
        begin(job, &events)
        return (.taken, events)
    }

    /// Ends a request now. One that waits gets a runner first, unless it ends with a failure of the platform.
    /// - Parameters:
    ///   - id: the request's id.
    ///   - ending: how it ends; nil: as its script says.
    ///   - time: now.
    public mutating func finish(_ id: RequestID, with ending: Job.Ending?, at time: Instant) -> (Step, [QueueEvent]) {
        var events = advance(to: time)
        guard let job = jobs[id] else { return (.notFound, events) }
        if case .completed = job.phase { return (.pointless, events) }
        if ending == nil, job.submission.script.outcome == .never { return (.endless, events) }
        if case .waiting = job.phase {
            if case .failure = ending {} else { begin(job, &events) }
        }
        if let job = jobs[id] { end(job, ending, &events) }
        pruneTimers()
        return (.taken, events)
    }

    /// The requests that are kept, in the order in which they were submitted.
    public var all: [Job] { jobs.values.sorted { $0.submission.sequence < $1.submission.sequence } }

    /// Lets everything happen that is due by `time`, in order of time. Time that goes back changes nothing.
    public mutating func advance(to time: Instant) -> [QueueEvent] {
        // A request without any run time ends as soon as it is looked at, also on a clock that stands still.
        guard time >= now else { return [] }
        var events: [QueueEvent] = []
        while let due = nextDeadline, due <= time {
            now = max(now, due)
            if let timer = timers.popDue(at: now) {
                fire(timer, &events)
            } else if let oldest = ended.first {
                forget(oldest, &events)
            }
        }
        now = time
        return events
    }

    /// Makes every line of a request's log an event, from now on.
    public mutating func watch(_ id: RequestID) {
        guard let job = jobs[id], watched.insert(id).inserted, case .running(let since) = job.phase else { return }
        scheduleLog(of: job.submission, since: since)
    }

    /// When the oldest result is forgotten.
    private var nextExpiry: Instant? {
        guard let oldest = ended.first, case .completed(let end, _, _) = jobs[oldest]?.phase else { return nil }
        return end + configuration.retention
    }

    private mutating func fire(_ timer: QueueTimer, _ events: inout [QueueEvent]) {
        guard let job = jobs[timer.id] else { return }
        switch (timer.kind, job.phase) {
        case (.eligible, .waiting) where job.isHeld, (.finish, .running) where job.isHeld:
            jobs[job.id]?.isOverdue = true
        case (.eligible, .waiting):
            becomeEligible(job, &events)
        case (.deadline, .waiting):
            end(job, .failure(RequestError(.requestTimeout)), &events)
        case (.log, .running(let since)):
            events.append(QueueEvent(time: now, kind: .logged(job.id)))
            scheduleLog(of: job.submission, since: since)
        case (.finish, .running):
            end(job, nil, &events)
        default:
            break  // a timer of a request that has moved on meanwhile
        }
    }

    private mutating func becomeEligible(_ job: Job, _ events: inout [QueueEvent]) {
        endpoints[job.endpointIndex].eligible[job.submission.priority.rawValue]
            .insert(job.id, sequence: job.submission.sequence)
        startNext(at: job.endpointIndex, &events)
    }

    /// Gives free runners to those who may start, in order.
    private mutating func startNext(at index: Int, _ events: inout [QueueEvent]) {
        while endpoints[index].running < configuration.runners,
            let next = endpoints[index].eligible.lazy.compactMap(\.first).first, let job = jobs[next]
        {
            begin(job, &events)
        }
    }

    /// Gives a runner to a request that waits.
    private mutating func begin(_ job: Job, _ events: inout [QueueEvent]) {
        endpoints[job.endpointIndex].running += 1
        leaveLine(job, &events)
        jobs[job.id]?.phase = .running(since: now)
        jobs[job.id]?.isOverdue = false
        events.append(QueueEvent(time: now, kind: .started(job.id)))
        if watched.contains(job.id) { scheduleLog(of: job.submission, since: now, includingNow: true) }
        let script = job.submission.script
        if script.outcome != .never { timers.insert(.finish, job.id, at: now + max(.zero, script.runTime)) }
    }

    /// Sets a timer for the next line of a log; lines of the same instant are one event.
    private mutating func scheduleLog(of submission: Submission, since start: Instant, includingNow: Bool = false) {
        let next = submission.script.logs.lazy.map { start + $0.offset }.first { includingNow ? $0 >= now : $0 > now }
        if let next { timers.insert(.log, submission.id, at: next) }
    }

    private mutating func leaveLine(_ job: Job, _ events: inout [QueueEvent]) {
        let line = job.submission.priority.rawValue
        let sequence = job.submission.sequence
        endpoints[job.endpointIndex].waiting[line].remove(sequence: sequence)
        endpoints[job.endpointIndex].eligible[line].remove(sequence: sequence)
        events.append(QueueEvent(time: now, kind: .queueMoved(job.endpoint)))
    }

    /// - Parameter instead: what it ends with instead of what its script says; nil when the script is at its end.
    private mutating func end(_ job: Job, _ instead: Job.Ending?, _ events: inout [QueueEvent]) {
        let started = job.started
        if started == nil { leaveLine(job, &events) } else { endpoints[job.endpointIndex].running -= 1 }
        let sequence = takeSequence()
        jobs[job.id]?.phase = .completed(at: now, started: started, instead: instead)
        jobs[job.id]?.isHeld = false
        jobs[job.id]?.endSequence = sequence
        ended.insert(job.id, sequence: sequence)
        events.append(QueueEvent(time: now, kind: .completed(job.id)))
        if started != nil { startNext(at: job.endpointIndex, &events) }
    }

    private mutating func forget(_ id: RequestID, _ events: inout [QueueEvent]) {
        guard let job = jobs.removeValue(forKey: id) else { return }
        watched.remove(id)
        if case .completed = job.phase { ended.remove(sequence: job.endSequence) }
        events.append(QueueEvent(time: now, kind: .expired(id)))
        pruneTimers()
    }

    /// Timers of requests that have moved on stay in the heap until they are due; this bounds how many.
    private mutating func pruneTimers() {
        timers.prune(above: 64 + 4 * jobs.count) { timer in
            guard let job = jobs[timer.id] else { return true }
            return switch (timer.kind, job.phase) {
            case (.eligible, .waiting), (.deadline, .waiting), (.log, .running), (.finish, .running): false
            default: true
            }
        }
    }

    private mutating func takeSequence() -> UInt64 {
        defer { nextSequence += 1 }
        return nextSequence
    }

    private mutating func index(of endpoint: EndpointID) -> Int {
        if let index = endpointIndices[endpoint] { return index }
        endpoints.append(Endpoint())
        endpointIndices[endpoint] = endpoints.count - 1
        return endpoints.count - 1
    }
}
