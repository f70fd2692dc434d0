internal import FalAPI

/// The faults of one world, as a value: which there are, how often each has struck.
///
/// What a rule decides follows from the world's seed and the calls before, so that the same test sees the same faults.
struct FaultBook: Sendable {
    /// A rule at work.
    struct Entry: Sendable {
        /// What tests name it by: `f1`.
        let id: String
        /// When it strikes.
        let rule: FaultRule
        /// The endpoint that it is limited to.
        let endpoint: EndpointID?
        /// The request that it is limited to.
        let request: RequestID?
        /// How many calls met its conditions.
        fileprivate(set) var calls = 0
        /// How often it struck.
        fileprivate(set) var strikes = 0
    }

    /// How many rules a book has at most.
    static let limit = 256

    /// The rules, the oldest first.
    private(set) var entries: [Entry] = []
    private var nextNumber = 1
    private var random: SeededRandom

    init(random: SeededRandom) {
        self.random = random
    }

    /// Adds a rule; nil when there are too many.
    mutating func add(_ rule: FaultRule, endpoint: EndpointID? = nil, request: RequestID? = nil) -> Entry? {
        guard entries.count < Self.limit else { return nil }
        let entry = Entry(id: "f\(nextNumber)", rule: rule, endpoint: endpoint, request: request)
        nextNumber += 1
        entries.append(entry)
        return entry
    }

    /// Takes a rule out; false when there is none with the id.
    mutating func remove(_ id: String) -> Bool {
        let count = entries.count
        entries.removeAll { $0.id == id }
        return entries.count < count
    }

    /// Takes all rules out.
    mutating func removeAll() { entries = [] }

    /// What strikes a call; nil when nothing does.
    mutating func strike(_ operation: Operation, endpoint: EndpointID?, request: RequestID?) -> FaultPlan? {
        var plan = FaultPlan()
        for index in entries.indices {
            let entry = entries[index]
            guard entry.endpoint == nil || entry.endpoint == endpoint, entry.request == nil || entry.request == request
            else { continue }
            Self.strike(&entries[index], operation, &random, &plan)
        }
        return plan.isEmpty ? nil : plan
    }

    private static func strike(
        _ entry: inout Entry,
        _ operation: Operation,
        _ random: inout SeededRandom,
        _ plan: inout FaultPlan
    ) {
        let rule = entry.rule
        guard rule.operations.isEmpty || rule.operations.contains(operation) else { return }
        entry.calls += 1
        guard rule.calls.contains(entry.calls), entry.strikes < rule.times ?? .max else { return }
        // Drawn only where it decides something, so that other rules see the same numbers.
        if rule.probability < 1, Double.random(in: 0..<1, using: &random) >= rule.probability { return }
        entry.strikes += 1
        plan.add(rule, &random)
    }
}
