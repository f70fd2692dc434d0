internal import FalAPI
internal import QueueEngine

/// The webhooks of one world, as a value: inputs carry the time, outputs are attempts to send and events. No I/O, no task,
/// no clock.
///
/// An attempt that `takeDue(at:)` hands out stays in flight until `finish` reports what came of it. Who reports must ask for
/// what is due anew: at the limit of attempts in flight, others have waited for it.
struct WebhookQueue: Sendable {
    /// The limits of a queue.
    struct Configuration: Sendable, Hashable {
        /// When deliveries are tried again.
        var schedule = WebhookSchedule()
        /// How many deliveries are kept. At the limit the oldest finished one makes room.
        var maximumDeliveries = 1_000
        /// How many bytes the bodies of all deliveries have together; the limit works like the other.
        var maximumBytes = 64 * 1_024 * 1_024
        /// How many attempts are in flight at a time; each is a thread of the sender.
        var maximumInFlight = 16
    }

    /// What came of the wish to send a delivery again.
    enum Resending: Sendable, Hashable {
        /// It is due now.
        case scheduled
        /// There is no such delivery.
        case notFound
        /// It is being sent already.
        case inFlight
        /// Its URL leads where nothing may go.
        case refused(reason: String)
    }

    private let configuration: Configuration
    private var deliveries: [WebhookDelivery.ID: WebhookDelivery] = [:]
    /// The ids of what is kept, the oldest first.
    private var order: [WebhookDelivery.ID] = []
    private var bytes = 0
    private var nextNumber: UInt64 = 1
    private var nextToken: UInt64 = 1
    private var inFlight = 0
    private var earliest: Instant?
    /// The generation of the key that signs: one more for every delivery that shall be signed with a new one.
    private(set) var keyGeneration = 0

    /// Makes an empty queue.
    init(_ configuration: Configuration = Configuration()) {
        self.configuration = configuration
    }

    /// How many deliveries are kept, in all states.
    var count: Int { order.count }

    /// Whether the answer to an attempt is still awaited.
    var hasInFlight: Bool { inFlight > 0 }

    /// When `takeDue(at:)` next has something to hand out; nil when nothing is due, or as much is in flight as may be.
    var nextDue: Instant? { inFlight < configuration.maximumInFlight ? earliest : nil }

    /// What is kept, the oldest first.
    var all: [WebhookDelivery] { order.compactMap { deliveries[$0] } }

    /// One delivery.
    subscript(_ id: WebhookDelivery.ID) -> WebhookDelivery? { deliveries[id] }

    /// The deliveries of a request, the oldest first.
    func deliveries(of requestID: RequestID) -> [WebhookDelivery] { all.filter { $0.requestID == requestID } }

    /// Takes in what a request has ended with; it is due at once, unless its URL may not be reached.
    /// - Parameters:
    ///   - url: the URL as the request gave it.
    ///   - verdict: what became of the URL.
    ///   - completed: when the request ended.
    /// - Returns: the delivery's id; nil when the queue is full of deliveries that are not finished.
    mutating func add(
        _ requestID: RequestID,
        to url: String,
        _ verdict: WebhookTarget.Verdict,
        body: [UInt8],
        variant: WebhookVariant = .valid,
        completed: Instant,
        at time: Instant
    ) -> WebhookDelivery.ID? {
        guard makeRoom(for: body.count) else { return nil }
        let id = WebhookDelivery.ID(number: nextNumber)
        nextNumber += 1
        let (target, state): (WebhookTarget?, WebhookDelivery.State) =
            switch verdict {
            case .allowed(let target): (target, .pending(due: time))
            case .refused(let reason): (nil, .refused(reason: reason))
            }
        var delivery = WebhookDelivery(
            id: id,
            requestID: requestID,
            url: String(url.prefix(WebhookTarget.maximumLength)),
            target: target,
            body: body,
            expiry: configuration.schedule.expiry(completed: completed, bodyBytes: body.count),
            variant: variant,
            state: state
        )
        if target != nil { begin(&delivery, at: time) }
        deliveries[id] = delivery
        order.append(id)
        bytes += body.count
        return id
    }

    /// Hands out the attempts that are due, in the order in which they are, and counts them as in flight.
    mutating func takeDue(at time: Instant) -> [WebhookAttempt] {
        guard let nextDue, nextDue <= time else { return [] }
        var due: [(time: Instant, id: WebhookDelivery.ID)] = []
        for id in order {
            if case .pending(let instant)? = deliveries[id]?.state, instant <= time { due.append((instant, id)) }
        }
        due.sort { ($0.time, $0.id) < ($1.time, $1.id) }
        let attempts = due.prefix(configuration.maximumInFlight - inFlight).compactMap { take($0.id, at: time) }
        findEarliest()
        return attempts
    }

    /// Reports what came of an attempt.
    /// - Parameter duration: how long it took, in nanoseconds of real time.
    /// - Returns: what that means for the delivery; nil for an attempt that is no longer awaited, as after a reset.
    mutating func finish(
        _ attempt: WebhookAttempt,
        _ outcome: WebhookOutcome,
        duration: Int64,
        at time: Instant
    ) -> WebhookEvent? {
        guard var delivery = deliveries[attempt.delivery], delivery.state == .inFlight(token: attempt.token) else {
            return nil
        }
        inFlight -= 1
        if let last = delivery.records.indices.last {
            delivery.records[last].outcome = outcome.bounded
            delivery.records[last].duration = duration
        }
        let kind = judge(outcome.bounded, &delivery, at: time)
        switch kind {
        case .delivered: delivery.state = .delivered
        case .failed(let reason): delivery.state = .failed(reason: reason)
        case .scheduled(let due): setPending(&delivery, due: due)
        }
        deliveries[delivery.id] = delivery
        return WebhookEvent(time: time, delivery: delivery.id, requestID: delivery.requestID, kind: kind)
    }

    /// Sends a delivery anew, whatever became of it; retries of it are counted anew as well.
    /// - Parameter variant: what is unusual about it this time; nil: the same as before.
    mutating func resend(
        _ id: WebhookDelivery.ID,
        variant: WebhookVariant? = nil,
        at time: Instant
    ) -> Resending {
        guard var delivery = deliveries[id] else { return .notFound }
        switch delivery.state {
        case .refused(let reason): return .refused(reason: reason)
        case .inFlight: return .inFlight
        case .pending, .delivered, .failed: break
        }
        if let variant { delivery.variant = variant }
        begin(&delivery, at: time)
        deliveries[id] = delivery
        findEarliest()
        return .scheduled
    }

    /// Makes everything due now that waits for its next attempt.
    /// - Returns: how many that are.
    @discardableResult
    mutating func makeAllDue(at time: Instant) -> Int {
        var count = 0
        for id in order {
            guard case .pending(let due)? = deliveries[id]?.state else { continue }
            count += 1
            if due > time { deliveries[id]?.state = .pending(due: time) }
        }
        findEarliest()
        return count
    }

    /// Forgets everything; what is in flight is no longer awaited.
    mutating func reset() {
        let token = nextToken
        self = WebhookQueue(configuration)
        nextToken = token
    }

    /// Becomes what it was. What was in flight then is due again, what is in flight now is no longer awaited.
    mutating func restore(_ earlier: WebhookQueue) {
        let token = max(nextToken, earlier.nextToken)
        self = earlier
        nextToken = token
        inFlight = 0
        for id in order {
            guard case .inFlight? = deliveries[id]?.state, let last = deliveries[id]?.records.popLast() else {
                continue
            }
            deliveries[id]?.attemptCount -= 1
            deliveries[id]?.state = .pending(due: last.time)
        }
        findEarliest()
    }

    /// Makes a delivery one that has yet to be sent.
    private mutating func begin(_ delivery: inout WebhookDelivery, at time: Instant) {
        delivery.failures = 0
        delivery.copies = delivery.variant == .duplicate ? 2 : 1
        if delivery.variant == .rotatedKey {
            keyGeneration = min(keyGeneration + 1, WebhookKeys.maximumGenerations - 1)
        }
        setPending(&delivery, due: time)
    }

    private mutating func setPending(_ delivery: inout WebhookDelivery, due: Instant) {
        delivery.state = .pending(due: due)
        earliest = min(earliest ?? due, due)
    }

    private mutating func take(_ id: WebhookDelivery.ID, at time: Instant) -> WebhookAttempt? {
        guard var delivery = deliveries[id], let target = delivery.target else { return nil }
        let token = nextToken
        nextToken += 1
        inFlight += 1
        delivery.state = .inFlight(token: token)
        delivery.attemptCount += 1
        if delivery.records.count == WebhookDelivery.maximumRecords { delivery.records.removeFirst() }
        delivery.records.append(
            WebhookDelivery.Record(number: delivery.attemptCount, time: time, variant: delivery.variant)
        )
        deliveries[id] = delivery
        return WebhookAttempt(
            delivery: id,
            token: token,
            number: delivery.attemptCount,
            requestID: delivery.requestID,
            target: target,
            body: delivery.body,
            variant: delivery.variant,
            keyGeneration: keyGeneration,
            timeout: delivery.failures == 0 ? WebhookSchedule.firstTimeout : WebhookSchedule.retryTimeout
        )
    }

    private func judge(
        _ outcome: WebhookOutcome,
        _ delivery: inout WebhookDelivery,
        at time: Instant
    ) -> WebhookEvent.Kind {
        if outcome.isAcknowledged {
            delivery.copies -= 1
            delivery.failures = 0
            return delivery.copies > 0 ? .scheduled(due: time) : .delivered
        }
        if outcome.isFinal { return .failed(reason: outcome.description) }
        delivery.failures += 1
        let next = configuration.schedule.next(retry: delivery.failures, after: time, expiry: delivery.expiry)
        if let next { return .scheduled(due: next) }
        let end =
            delivery.failures > WebhookSchedule.maximumRetries
            ? "this was the last of \(WebhookSchedule.maximumRetries) retries"
            : "the result has expired before the next retry"
        return .failed(reason: "\(outcome.description); \(end)")
    }

    /// Forgets the oldest finished deliveries until another one fits; false when it does not all the same.
    private mutating func makeRoom(for size: Int) -> Bool {
        guard size <= configuration.maximumBytes else { return false }
        func isFull() -> Bool {
            order.count >= max(1, configuration.maximumDeliveries) || bytes + size > configuration.maximumBytes
        }
        while isFull() {
            guard let index = order.firstIndex(where: { deliveries[$0]?.state.isFinished == true }) else {
                return false
            }
            bytes -= deliveries.removeValue(forKey: order.remove(at: index))?.body.count ?? 0
        }
        return true
    }

    private mutating func findEarliest() {
        earliest = deliveries.values.lazy.compactMap { delivery in
            if case .pending(let due) = delivery.state { due } else { nil }
        }.min()
    }
}
