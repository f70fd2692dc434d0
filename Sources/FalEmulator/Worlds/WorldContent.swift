internal import FalAPI
internal import QueueEngine

/// Everything in a world that can be kept and brought back, as one value.
struct WorldContent: Sendable {
    var queue: QueueStateMachine
    var clock: QueueClock
    var random: SeededRandom
    var counters = ScenarioCounters()
    var overlay = ScenarioOverlay()
    var lastMillisecond: UInt64 = 0
    /// Who wants to be told how a request ends.
    var subscriptions: [RequestID: WebhookDispatcher.Subscription] = [:]
    var webhooks = WebhookQueue()
    /// How requests through a proxy are treated.
    var proxyMode = ProxyMode.open
    /// What was uploaded.
    var objects = ObjectStore()
    /// What goes wrong in the whole world.
    var faults: FaultBook
    /// What goes wrong with single requests.
    var requestFaults: [RequestID: FaultBook] = [:]

    /// An empty world's.
    init(name: String, _ configuration: EmulatorConfiguration, at real: Instant) {
        queue = QueueStateMachine(configuration.queue)
        clock = QueueClock(configuration.clock, at: real)
        faults = FaultBook(random: SeededRandom(seed: configuration.seed, salt: "faults of \(name)"))
        random = SeededRandom(seed: configuration.seed, salt: name)
        overlay = ScenarioOverlay(everywhere: configuration.scenario)
    }

    /// 48 bits of the world's time, which never go back, so that ids sort as they were made; the rest from the seed.
    mutating func makeID(at now: Instant) -> RequestID {
        lastMillisecond = max(lastMillisecond, now.milliseconds)
        return RequestID(milliseconds: lastMillisecond, random: &random)
    }

    /// A request at a moment that the queue has been brought to.
    func snapshot(of id: RequestID, at now: Instant) -> JobSnapshot? {
        queue.job(id).map { job in
            JobSnapshot(job: job, position: queue.position(of: id), time: now, clockJumps: clock.mode == .auto)
        }
    }
}

/// A world as it was, under a name.
struct WorldSnapshot: Sendable {
    /// What it was kept as.
    let name: String
    /// What was kept.
    let content: WorldContent
    /// The real time when it was kept.
    let real: Instant

    /// How many snapshots a world keeps.
    static let limit = 16
}
