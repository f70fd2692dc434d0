internal import FalAPI
internal import HTTPServer
internal import QueueEngine

/// Everything that belongs to one key: its queue, its clock, its ids. Nothing is shared with other worlds.
///
/// All of it is one value under one lock. Time is looked at when somebody asks; only while somebody waits for a change does
/// one task sleep until the next thing is due.
final class World: Sendable {
    struct State: ~Copyable {
        var content: WorldContent
        var runners: [EndpointID: String] = [:]
        /// The real time at which somebody looked last.
        var lastLook: Instant
        var watchers: [UInt64: Watcher] = [:]
        var nextWatcher: UInt64 = 0
        var alarm: (real: Instant, task: Task<Void, Never>)?
        /// Whether the clock is about to jump for those who wait for webhooks.
        var isJumping = false
        var snapshots: [WorldSnapshot] = []
        var journal = Journal()
        var traces = JobTraces()
    }

    /// Somebody who wants to know when a request changes, or anything does.
    struct Watcher {
        let id: RequestID?
        let changes: AsyncStream<Void>.Continuation
    }

    let state: Locked<State>
    let time: TimeSource
    let dispatcher: WebhookDispatcher
    /// Who the world's webhooks say that the requests are of.
    let userID: String
    /// What vouches for the world's upload URLs and tokens.
    let seal: WorldSeal
    private let seed: UInt64
    private let salt: String
    private let configuration: EmulatorConfiguration

    /// The bounds of its uploads.
    var storage: StorageConfiguration { configuration.storage }

    /// Makes an empty world.
    /// - Parameter name: what its ids are derived from, beside the seed.
    init(
        name: String,
        configuration: EmulatorConfiguration,
        time: TimeSource,
        dispatcher: WebhookDispatcher
    ) {
        self.time = time
        self.dispatcher = dispatcher
        // Like `github|179462` (captured 2026-07); nothing of the secret.
        var random = SeededRandom(seed: configuration.seed, salt: "user \(name.prefix { $0 != ":" })")
        userID = "github|\(random.next() % 1_000_000_000)"
        seal = WorldSeal(name: name, seed: configuration.seed)
        seed = configuration.seed
        salt = name
        self.configuration = configuration
        state = Locked(State(content: WorldContent(name: name, configuration, at: time.now()), lastLook: time.now()))
    }

    /// Puts a request into the queue; nil when the queue is full.
    /// - Parameter id: the id that it was given before; nil: it is given one now.
    func submit(
        to endpoint: EndpointID,
        script: Script,
        priority: Submission.Priority,
        startTimeout: Span?,
        subscription: WebhookDispatcher.Subscription? = nil,
        faults: FaultBook? = nil,
        id: RequestID? = nil
    ) -> JobSnapshot? {
        change { state, now in
            // A world that was brought back meanwhile may have given the id away again.
            let isFree = id.map { state.content.queue.job($0) == nil } ?? false
            let id = (isFree ? id : nil) ?? state.content.makeID(at: now)
            let events = state.content.queue.submit(
                id,
                to: endpoint,
                script: script,
                priority: priority,
                startTimeout: startTimeout,
                at: now
            )
            if events != nil, let faults { state.content.requestFaults[id] = faults }
            if events != nil, let subscription { state.content.subscriptions[id] = subscription }
            return (events == nil ? nil : state.content.snapshot(of: id, at: now), events ?? [])
        }
    }

    /// An id for a request that never reaches the queue.
    func makeID() -> RequestID {
        change { state, now in (state.content.makeID(at: now), []) }
    }

    /// A request as it is now; nil when there is none with the id.
    func snapshot(of id: RequestID) -> JobSnapshot? {
        change { state, now in
            let events = state.content.queue.advance(to: now)
            return (state.content.snapshot(of: id, at: now), events)
        }
    }

    /// Ends a request before its time.
    func cancel(
        _ id: RequestID,
        with reason: RequestError = RequestError(.clientCancelled)
    ) -> QueueStateMachine.Cancellation {
        change { state, now in state.content.queue.cancel(id, with: reason, at: now) }
    }

    /// How many requests wait at an endpoint.
    func waitingCount(at endpoint: EndpointID) -> Int {
        change { state, now in
            let events = state.content.queue.advance(to: now)
            return (state.content.queue.waitingCount(at: endpoint), events)
        }
    }

    /// The real time at which somebody looked last.
    var lastLook: Instant { state.withLock { $0.lastLook } }

    /// The world's clock, and the time that it shows.
    func clock() -> (mode: QueueClock.Mode, now: Instant) {
        change { state, now in ((state.content.clock.mode, now), []) }
    }

    /// Changes the kind of clock without a jump.
    func run(_ mode: QueueClock.Mode) {
        let real = time.now()
        change { state, _ in
            state.content.clock.run(mode, at: real)
            return ((), state.content.queue.advance(to: state.content.clock.now(at: real)))
        }
    }

    /// Moves the world's time forward; everything that falls due happens at once.
    func advance(by span: Span) {
        let real = time.now()
        change { state, _ in
            state.content.clock.advance(by: span)
            return ((), state.content.queue.advance(to: state.content.clock.now(at: real)))
        }
    }

    /// Tells the world that somebody has seen all there is to see of a request and waits for more. A clock that jumps by
    /// itself does so now, to the next event that concerns the request; every other clock takes its time.
    func waits(after snapshot: JobSnapshot) {
        guard snapshot.clockJumps, snapshot.job.ending == nil else { return }
        let real = time.now()
        change { state, _ in
            var events: [QueueEvent] = []
            state.content.queue.watch(snapshot.job.id)
            // What happens to others only may be all that is due next; who waits would not hear of it.
            for _ in 0..<Self.mostJumps {
                guard state.content.clock.mode == .auto, let next = state.content.queue.nextEvent else { break }
                let now = state.content.clock.now(at: real)
                state.content.clock.advance(by: next - now)
                let new = state.content.queue.advance(to: max(now, next))
                events += new
                if new.contains(where: { $0.concerns(snapshot.job) }) { break }
            }
            return ((), events)
        }
    }

    /// How many events of others are passed over at a time.
    private static let mostJumps = 10_000

    /// Forgets every request, what was done with it, what was uploaded, and what was said of scenarios; the clock goes on. Whoever waits for
    /// a request is told that it is forgotten.
    func reset() {
        change { state, now in
            let forgotten = state.watchers.values.compactMap(\.id).map { QueueEvent(time: now, kind: .expired($0)) }
            let old = (
                state.content.queue, state.journal, state.traces, state.content.requestFaults, state.content.objects
            )
            state.content.objects = ObjectStore()
            state.content.subscriptions = [:]
            state.content.webhooks.reset()
            state.content.faults.removeAll()
            state.content.requestFaults = [:]
            state.traces.forgotAll()
            state.journal.clear()
            state.content.counters = ScenarioCounters()
            state.content.overlay = ScenarioOverlay(everywhere: configuration.scenario)
            state.content.proxyMode = .open
            state.content.queue = QueueStateMachine(configuration.queue)
            // Taking thousands of requests apart takes longer than forgetting them.
            Task.detached(priority: .background) { withExtendedLifetime(old) {} }
            return ((), forgotten)
        }
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
}

extension QueueEvent {
    /// Whether it changes what a poll of a request shows.
    fileprivate func concerns(_ job: Job) -> Bool {
        switch kind {
        case .submitted(let id), .started(let id), .logged(let id), .completed(let id), .expired(let id): id == job.id
        case .queueMoved(let endpoint): endpoint == job.endpoint && job.phase == .waiting
        }
    }
}
