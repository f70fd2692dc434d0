internal import QueueEngine

/// What happened in a world: the newest entries, in order, and the bodies that came with them.
struct Journal: Sendable {
    /// The limits of a journal.
    struct Limits: Sendable, Hashable {
        /// How many entries are kept.
        var entries = 10_000
        /// The largest body that is kept, in bytes.
        var bodyBytes = 64 << 10
        /// How many bytes of bodies are kept in all.
        var totalBodyBytes = 8 << 20
    }

    private let limits: Limits
    private var ring: [JournalEntry] = []
    /// Where the oldest entry is, once the ring is full.
    private var head = 0
    private var bodies: [UInt64: [UInt8]] = [:]
    private var bodyOrder: [UInt64] = []
    private var bodyHead = 0
    private var bodyBytes = 0
    /// The number of the newest entry.
    private(set) var last: UInt64 = 0

    init(_ limits: Limits = Limits()) {
        self.limits = limits
    }

    /// How many entries are kept.
    var count: Int { ring.count }

    /// How many entries have made room for newer ones.
    var dropped: UInt64 { last - UInt64(ring.count) }

    /// Adds an entry.
    /// - Parameter body: what was sent with it.
    mutating func append(_ content: JournalEntry.Content, real: Instant, world: Instant, body: [UInt8] = []) {
        last += 1
        let entry = JournalEntry(number: last, real: real, world: world, content: content)
        if ring.count < max(1, limits.entries) {
            ring.append(entry)
        } else {
            forgetBody(of: ring[head].number)
            ring[head] = entry
            head = (head + 1) % ring.count
        }
        if !body.isEmpty, body.count <= limits.bodyBytes { keep(body, of: last) }
    }

    /// Forgets every entry; the numbers go on.
    mutating func clear() {
        let last = last
        self = Journal(limits)
        self.last = last
    }

    /// The entries after a number, in order.
    func entries(after number: UInt64 = 0) -> some Sequence<JournalEntry> {
        let skipped = number <= dropped ? 0 : Int(min(UInt64(ring.count), number - dropped))
        return (skipped..<ring.count).lazy.map { ring[(head + $0) % ring.count] }
    }

    /// The entry with a number, if it is kept.
    func entry(_ number: UInt64) -> JournalEntry? {
        guard number > dropped, number <= last else { return nil }
        return ring[(head + Int(number - dropped - 1)) % ring.count]
    }

    /// The body that came with an entry; nil when there was none, or it is not kept.
    func body(of number: UInt64) -> [UInt8]? { bodies[number] }

    private mutating func keep(_ body: [UInt8], of number: UInt64) {
        bodies[number] = body
        bodyOrder.append(number)
        bodyBytes += body.count
        while bodyBytes > limits.totalBodyBytes, bodyHead < bodyOrder.count { forgetBody(of: bodyOrder[bodyHead]) }
    }

    private mutating func forgetBody(of number: UInt64) {
        guard let body = bodies.removeValue(forKey: number) else { return }
        bodyBytes -= body.count
        // Bodies go in the order in which they came.
        bodyHead += 1
        if bodyHead > 64, bodyHead > bodyOrder.count / 2 {
            bodyOrder.removeFirst(bodyHead)
            bodyHead = 0
        }
    }
}
