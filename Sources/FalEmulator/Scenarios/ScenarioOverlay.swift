internal import FalAPI

/// What control calls have changed about the scenarios of one world: those added, and those chosen for requests without
/// the header. It wins over the fixtures.
///
/// A value, so that it is part of a world's snapshot.
struct ScenarioOverlay: Sendable {
    /// A scenario that was added.
    struct Addition: Sendable {
        /// The scenario.
        let scenario: Scenario
        /// Its number: the higher, the newer. What it applied to is counted by it, so that a scenario added again begins anew.
        let number: Int
    }

    /// A choice for all requests without the header, at one endpoint or at all.
    struct Use: Sendable {
        /// What was chosen.
        let choice: ScenarioChoice
        /// Its number, by which its uses are counted.
        let number: Int
    }

    /// How many scenarios can be added, at all endpoints together.
    static let mostAdditions = 256

    /// Newest first.
    private var additions: [EndpointID: [Addition]] = [:]
    private var uses: [EndpointID: Use] = [:]
    private var useEverywhere: Use?
    private var lastNumber = 0

    /// Changes nothing but, if there is one, the choice for all endpoints.
    init(everywhere choice: ScenarioChoice? = nil) {
        if let choice { use(choice, for: nil) }
    }

    /// How many scenarios are added.
    var count: Int { additions.values.reduce(0) { $0 + $1.count } }

    /// All scenarios that were added, oldest first.
    var scenarios: [Scenario] { additions.values.joined().sorted { $0.number < $1.number }.map(\.scenario) }

    /// The choices for single endpoints, by the endpoint's id, and after them the one for all.
    var choices: [(endpoint: EndpointID?, choice: ScenarioChoice)] {
        uses.sorted { $0.key.description < $1.key.description }.map { ($0.key, $0.value.choice) }
            + (useEverywhere.map { [(nil, $0.choice)] } ?? [])
    }

    /// Adds a scenario; one of the same endpoint and name goes. False when there are as many as there may be.
    mutating func add(_ scenario: Scenario) -> Bool {
        let others = additions[scenario.endpoint, default: []].filter { $0.scenario.name != scenario.name }
        guard others.count < additions[scenario.endpoint, default: []].count || count < Self.mostAdditions else {
            return false
        }
        additions[scenario.endpoint] = [Addition(scenario: scenario, number: nextNumber())] + others
        return true
    }

    /// Removes an added scenario; false when there is none.
    mutating func remove(_ name: String, from endpoint: EndpointID) -> Bool {
        let own = additions[endpoint, default: []]
        let rest = own.filter { $0.scenario.name != name }
        additions[endpoint] = rest.isEmpty ? nil : rest
        return rest.count < own.count
    }

    /// Removes all added scenarios.
    mutating func removeAll() { additions = [:] }

    /// Chooses a scenario for the requests to an endpoint, or to all of them, instead of an earlier choice; nil ends that.
    mutating func use(_ choice: ScenarioChoice?, for endpoint: EndpointID?) {
        let use = choice.map { Use(choice: $0, number: nextNumber()) }
        if let endpoint { uses[endpoint] = use } else { useEverywhere = use }
    }

    /// The added scenario of an endpoint with a name.
    subscript(endpoint: EndpointID, name: String) -> Scenario? {
        additions[endpoint]?.first { $0.scenario.name == name }?.scenario
    }

    /// The names of an endpoint's added scenarios.
    func names(of endpoint: EndpointID) -> [String] { additions[endpoint]?.map(\.scenario.name) ?? [] }

    /// The added scenarios of an endpoint, newest first.
    func additions(to endpoint: EndpointID) -> [Addition] { additions[endpoint] ?? [] }

    /// The choices that concern an endpoint: its own, then the one for all.
    func uses(at endpoint: EndpointID) -> [Use] {
        if uses.isEmpty, useEverywhere == nil { return [] }
        return [uses[endpoint], useEverywhere].compactMap(\.self)
    }

    private mutating func nextNumber() -> Int {
        lastNumber += 1
        return lastNumber
    }
}
