internal import FalAPI
internal import QueueEngine

/// What clients did with each request of a world: enough to tell who was forgotten.
struct JobTraces: Sendable {
    /// What was done with one request.
    struct Trace: Sendable {
        /// Where it was submitted to.
        let endpoint: EndpointID
        /// The world's time of the submit.
        let submitted: Instant
        /// What tells its input from others.
        let input: Int
        /// How often its status was asked for, streams included.
        var polls = 0
        /// How often its result was asked for before there was one.
        var earlyFetches = 0
        /// How often its result was fetched.
        var fetches = 0
        /// How often it was cancelled.
        var cancels = 0
        /// Whether a webhook's delivery was acknowledged.
        var isDelivered = false
        /// The real time of the last poll, and the shortest and the summed spacing of polls.
        var lastPoll: Instant?
        var shortestSpacing = Span.forever
        var summedSpacing = Span.zero

        /// Whether nobody has cared for how it ended.
        var isOrphan: Bool { fetches == 0 && cancels == 0 && !isDelivered }
        /// Whether nobody has come back at all.
        var isUntouched: Bool { isOrphan && polls == 0 && earlyFetches == 0 }
    }

    /// A request that nobody cared for.
    struct Orphan: Sendable {
        let id: RequestID
        let trace: Trace
    }

    private var traces: [RequestID: Trace] = [:]
    /// Those whose results are forgotten.
    private var lost: [Orphan] = []
    /// How many more there were.
    private var lostUnnamed = 0

    private static let limit = 1_000

    /// A request was submitted to the queue.
    mutating func submitted(_ id: RequestID, to endpoint: EndpointID, input: Int, at time: Instant) {
        traces[id] = Trace(endpoint: endpoint, submitted: time, input: input)
    }

    /// Somebody asked something of a request, and was answered.
    /// - Parameter hasEnded: whether the request had; a result that is fetched before is none.
    mutating func called(_ operation: Operation, _ id: RequestID, status: Int, hasEnded: Bool, at real: Instant) {
        guard var trace = traces[id] else { return }
        switch operation {
        case .status, .stream:
            trace.polls += 1
            if let last = trace.lastPoll {
                trace.shortestSpacing = min(trace.shortestSpacing, real - last)
                trace.summedSpacing = Span(nanoseconds: trace.summedSpacing.nanoseconds &+ (real - last).nanoseconds)
            }
            trace.lastPoll = real
        case .result where !hasEnded: trace.earlyFetches += 1
        case .result where status != 0: trace.fetches += 1
        case .cancel where status < 300 && status != 0: trace.cancels += 1
        default: break
        }
        traces[id] = trace
    }

    /// A webhook's delivery was acknowledged.
    mutating func delivered(_ id: RequestID) { traces[id]?.isDelivered = true }

    /// A result is no longer kept.
    mutating func forgot(_ id: RequestID) {
        guard let trace = traces.removeValue(forKey: id), trace.isOrphan else { return }
        if lost.count < Self.limit { lost.append(Orphan(id: id, trace: trace)) } else { lostUnnamed += 1 }
    }

    /// Every result is forgotten at once.
    mutating func forgotAll() {
        for (id, trace) in traces where trace.isOrphan {
            if lost.count < Self.limit { lost.append(Orphan(id: id, trace: trace)) } else { lostUnnamed += 1 }
        }
        traces = [:]
    }

    /// What was done with a request.
    subscript(id: RequestID) -> Trace? { traces[id] }

    /// Submitted, never fetched, cancelled nor delivered; in the order of their ids, which is that of their submits.
    var orphans: [Orphan] {
        (lost + traces.filter(\.value.isOrphan).map { Orphan(id: $0.key, trace: $0.value) })
            .sorted { ($0.id.high, $0.id.low) < ($1.id.high, $1.id.low) }
    }

    /// How many orphans there are, those included that are too many to be named.
    var orphanCount: Int { lost.count + lostUnnamed + traces.values.count { $0.isOrphan } }

    /// Requests to which nobody came back after the submit, while the same input was submitted to the same endpoint again:
    /// what a client leaves that loses an answer and tries again.
    var doubleSubmits: [Orphan] {
        var counts: [Key: Int] = [:]
        for trace in traces.values { counts[Key(endpoint: trace.endpoint, input: trace.input), default: 0] += 1 }
        return orphans.filter { orphan in
            orphan.trace.isUntouched
                && counts[Key(endpoint: orphan.trace.endpoint, input: orphan.trace.input), default: 0] > 1
        }
    }

    private struct Key: Hashable {
        let endpoint: EndpointID
        let input: Int
    }

    /// How many requests there were traces of.
    var count: Int { traces.count }
}
