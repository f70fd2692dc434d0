internal import FalAPI
internal import HTTPServer
internal import QueueEngine

/// A request as a world shows it at one moment.
struct JobSnapshot: Sendable {
    /// The request.
    let job: Job
    /// How many are ahead; nil unless it waits.
    let position: Int?
    /// The world's time of the moment.
    let time: Instant
    /// Whether the world's clock jumps by itself when somebody waits.
    let clockJumps: Bool
    /// The id of the last attempt; fal's differs from the request's when the platform tried again.
    var gatewayRequestID: RequestID { job.id }
}

/// Everything that belongs to one key: its queue, its clock, its ids. Nothing is shared with other worlds.
///
/// All of it is one value under one lock. Time is looked at when somebody asks; only while somebody waits for a change does
/// one task sleep until the next thing is due.
final class World: Sendable {
    private struct State: ~Copyable {
        var queue: QueueStateMachine
        var clock: QueueClock
        var random: SeededRandom
        var runners: [EndpointID: String] = [:]
        var lastMillisecond: UInt64 = 0
        var watchers: [UInt64: Watcher] = [:]
        var nextWatcher: UInt64 = 0
        var alarm: (real: Instant, task: Task<Void, Never>)?
    }

    private struct Watcher {
        let id: RequestID
        let changes: AsyncStream<Void>.Continuation
    }

    private let state: Locked<State>
    private let time: TimeSource
    private let seed: UInt64
    private let salt: String
    private let configuration: QueueStateMachine.Configuration

    /// Makes an empty world.
    /// - Parameter name: what its ids are derived from, beside the seed.
    init(name: String, configuration: EmulatorConfiguration, time: TimeSource) {
        self.time = time
        seed = configuration.seed
        salt = name
        self.configuration = configuration.queue
        state = Locked(
            State(
                queue: QueueStateMachine(configuration.queue),
                clock: QueueClock(configuration.clock, at: time.now()),
                random: SeededRandom(seed: configuration.seed, salt: name)
            )
        )
    }

    /// Puts a request into the queue; nil when the queue is full.
    func submit(
        to endpoint: EndpointID,
        script: Script,
        priority: Submission.Priority,
        startTimeout: Span?
    ) -> JobSnapshot? {
        change { state, now in
            let id = Self.makeID(&state, now)
            let events = state.queue.submit(
                id,
                to: endpoint,
                script: script,
                priority: priority,
                startTimeout: startTimeout,
                at: now
            )
            return (events == nil ? nil : Self.snapshot(id, state, at: now), events ?? [])
        }
    }

    /// An id for a request that never reaches the queue.
    func makeID() -> RequestID {
        change { state, now in (Self.makeID(&state, now), []) }
    }

    /// A request as it is now; nil when there is none with the id.
    func snapshot(of id: RequestID) -> JobSnapshot? {
        change { state, now in
            let events = state.queue.advance(to: now)
            return (Self.snapshot(id, state, at: now), events)
        }
    }

    /// Ends a request before its time.
    func cancel(
        _ id: RequestID,
        with reason: RequestError = RequestError(.clientCancelled)
    ) -> QueueStateMachine.Cancellation {
        change { state, now in state.queue.cancel(id, with: reason, at: now) }
    }

    /// How many requests wait at an endpoint.
    func waitingCount(at endpoint: EndpointID) -> Int {
        change { state, now in
            let events = state.queue.advance(to: now)
            return (state.queue.waitingCount(at: endpoint), events)
        }
    }

    /// The world's clock, and the time that it shows.
    func clock() -> (mode: QueueClock.Mode, now: Instant) {
        change { state, now in ((state.clock.mode, now), []) }
    }

    /// Changes the kind of clock without a jump.
    func run(_ mode: QueueClock.Mode) {
        let real = time.now()
        change { state, _ in
            state.clock.run(mode, at: real)
            return ((), state.queue.advance(to: state.clock.now(at: real)))
        }
    }

    /// Moves the world's time forward; everything that falls due happens at once.
    func advance(by span: Span) {
        let real = time.now()
        change { state, _ in
            state.clock.advance(by: span)
            return ((), state.queue.advance(to: state.clock.now(at: real)))
        }
    }

    /// Tells the world that somebody has seen all there is to see of a request and waits for more. A clock that jumps by
    /// itself does so now, to the next event of the world; every other clock takes its time.
    func waits(after snapshot: JobSnapshot) {
        guard snapshot.clockJumps, snapshot.job.ending == nil else { return }
        change { state, now in
            guard state.clock.mode == .auto else { return ((), []) }
            state.queue.watch(snapshot.job.id)
            guard let next = state.queue.nextEvent else { return ((), []) }
            state.clock.advance(by: next - now)
            return ((), state.queue.advance(to: max(now, next)))
        }
    }

    /// Forgets every request; the clock goes on. Whoever waits for one is told that it is forgotten.
    func reset() {
        change { state, now in
            let forgotten = state.watchers.values.map { QueueEvent(time: now, kind: .expired($0.id)) }
            state.queue = QueueStateMachine(configuration)
            return ((), forgotten)
        }
    }

    /// Yields when a request may have changed, at once for the first time; changes that nobody has looked at yet count as
    /// one. Ends when the request is forgotten.
    func changes(of id: RequestID) -> AsyncStream<Void> {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let token = change { state, _ in
            let token = state.nextWatcher
            state.nextWatcher += 1
            state.watchers[token] = Watcher(id: id, changes: continuation)
            state.queue.watch(id)
            continuation.yield()
            return (token, [])
        }
        continuation.onTermination = { [weak self] _ in self?.forgetWatcher(token) }
        return stream
    }

    /// Waits until a request has ended; nil when it is forgotten meanwhile or the task is cancelled.
    func completion(of id: RequestID) async -> Job? {
        for await _ in changes(of: id) {
            guard let snapshot = snapshot(of: id) else { return nil }
            if case .completed = snapshot.job.phase { return snapshot.job }
            waits(after: snapshot)
        }
        return nil
    }

    /// The id of the runner that serves an endpoint: a UUID of version 4.
    func runner(of endpoint: EndpointID) -> String {
        state.withLock { state in
            if let known = state.runners[endpoint] { return known }
            var random = SeededRandom(seed: seed, salt: "runner of \(endpoint) in \(salt)")
            let runner = random.uuid()
            state.runners[endpoint] = runner
            return runner
        }
    }

    /// 48 bits of the world's time, which never go back, so that ids sort as they were made; the rest from the seed.
    private static func makeID(_ state: inout State, _ now: Instant) -> RequestID {
        state.lastMillisecond = max(state.lastMillisecond, now.milliseconds)
        return RequestID(milliseconds: state.lastMillisecond, random: &state.random)
    }

    private static func snapshot(
        _ id: RequestID,
        _ state: borrowing State,
        at now: Instant
    ) -> JobSnapshot? {
        state.queue.job(id).map { job in
            JobSnapshot(
                job: job,
                position: state.queue.position(of: id),
                time: now,
                clockJumps: state.clock.mode == .auto
            )
        }
    }

    /// Changes the state at the present time, tells those who watch, and sets the alarm anew.
    private func change<Result>(_ body: (inout State, Instant) -> (Result, [QueueEvent])) -> Result {
        let real = time.now()
        let (result, forgotten) = state.withLock { state in
            let (result, events) = body(&state, state.clock.now(at: real))
            if state.watchers.isEmpty { return (result, [Watcher]()) }
            let forgotten = Self.tell(state.watchers.values, of: events, in: state.queue)
            setAlarm(&state)
            return (result, forgotten)
        }
        // Outside the lock, since the end of a stream comes back to forget its watcher.
        for watcher in forgotten { watcher.changes.finish() }
        return result
    }

    /// Tells those who watch what has happened, and returns those whose request is forgotten.
    private static func tell(
        _ watchers: some Collection<Watcher>,
        of events: [QueueEvent],
        in queue: borrowing QueueStateMachine
    ) -> [Watcher] {
        guard !events.isEmpty else { return [] }
        var forgotten: [Watcher] = []
        var changed: Set<RequestID> = []
        var moved: Set<EndpointID> = []
        for event in events {
            switch event.kind {
            case .submitted(let id), .started(let id), .logged(let id), .completed(let id), .expired(let id):
                changed.insert(id)
            case .queueMoved(let endpoint):
                moved.insert(endpoint)
            }
        }
        for watcher in watchers {
            guard let job = queue.job(watcher.id) else {
                forgotten.append(watcher)
                continue
            }
            if changed.contains(watcher.id) || (job.phase == .waiting && moved.contains(job.endpoint)) {
                watcher.changes.yield()
            }
        }
        return forgotten
    }

    /// Lets one task sleep until the next thing is due, if anybody watches and real time will bring it about.
    private func setAlarm(_ state: inout State) {
        guard !state.watchers.isEmpty, let due = state.queue.nextDeadline, let real = state.clock.real(at: due) else {
            state.alarm?.task.cancel()
            state.alarm = nil
            return
        }
        if let alarm = state.alarm, alarm.real <= real, !alarm.task.isCancelled { return }
        state.alarm?.task.cancel()
        let task = Task { [weak self, time] in
            guard (try? await time.sleep(real)) != nil else { return }
            self?.ring()
        }
        state.alarm = (real, task)
    }

    private func ring() {
        change { state, now in
            state.alarm = nil
            return ((), state.queue.advance(to: now))
        }
    }

    private func forgetWatcher(_ token: UInt64) {
        change { state, _ in
            state.watchers[token] = nil
            if state.watchers.isEmpty {
                state.alarm?.task.cancel()
                state.alarm = nil
            }
            return ((), [])
        }
    }
}
