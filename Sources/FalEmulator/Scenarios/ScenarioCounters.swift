internal import FalAPI

/// What a world has counted: how many calls each endpoint got, and how often each scenario with `times` was used.
///
/// A value, so that it is part of a world's snapshot.
struct ScenarioCounters: Sendable {
    private var calls: [EndpointID: Int] = [:]
    private var uses: [Key: Int] = [:]
    /// The keys of `uses` in the order in which they came.
    private var order: [Key] = []
    private var oldest = 0

    /// What is counted.
    enum Key: Hashable, Sendable {
        /// A scenario of the fixtures that applied by itself.
        case fixture(EndpointID, name: String)
        /// A scenario that was added to the world, by its number.
        case addition(Int)
        /// A header at an endpoint.
        case header(EndpointID, ScenarioChoice)
        /// A choice made by a control call, by its number, at an endpoint.
        case use(Int, EndpointID)
    }

    /// How many uses are counted; the one that came first makes room, and counts from the start if it comes again.
    static let mostKeys = 1_000

    /// Nothing counted yet.
    init() {}

    /// Counts a submit or run, and gives its number; the first is 1. Only endpoints that are served are counted.
    mutating func nextCall(at endpoint: EndpointID) -> Int {
        calls[endpoint, default: 0] += 1
        return calls[endpoint] ?? 1
    }

    /// Counts a use; false when there have been as many as there may be.
    mutating func use(_ key: Key, upTo limit: Int) -> Bool {
        if let count = uses[key] {
            guard count < limit else { return false }
            uses[key] = count + 1
            return true
        }
        guard limit > 0 else { return false }
        if order.count < Self.mostKeys {
            order.append(key)
        } else {
            uses[order[oldest]] = nil
            order[oldest] = key
            oldest = (oldest + 1) % Self.mostKeys
        }
        uses[key] = 1
        return true
    }
}
