internal import FalAPI
internal import HTTPTypes
internal import JSON
internal import OpenAPIValidator

/// The scenario that a request meets, and the choice that led to it; nil when it applies by itself.
struct ScenarioSelection: Sendable {
    /// The scenario.
    let scenario: Scenario
    /// The choice, whose times replace the scenario's.
    let choice: ScenarioChoice?
}

extension ScenarioCatalog {
    /// Decides what a request meets: what its header names, else what a control call chose, else the newest added scenario that
    /// applies, else the first of the fixtures that does, else the default.
    /// - Parameters:
    ///   - named: what the request's header names.
    ///   - input: as the model reads it; nil when it refuses it.
    ///   - headers: the value of a header field of the request.
    ///   - counters: the world's.
    ///   - overlay: the world's.
    /// - Returns: nil for an endpoint that is not served.
    /// - Throws: when the header names a scenario that does not exist.
    func choose(
        _ named: ScenarioChoice?,
        for id: EndpointID,
        input: JSONValue?,
        headers: (HTTPField.Name) -> String?,
        counters: inout ScenarioCounters,
        overlay: ScenarioOverlay
    ) throws(RequestRefusal) -> ScenarioSelection? {
        guard let endpoint = self[id] else { return nil }
        let call = counters.nextCall(at: id)
        if let named {
            guard let scenario = overlay[id, named.name] ?? endpoint.byName[named.name] else {
                throw .badRequest("x-falsework-scenario: " + unknown(named.name, at: id, overlay))
            }
            if named.times.map({ counters.use(.header(id, named), upTo: $0) }) ?? true {
                return ScenarioSelection(scenario: scenario, choice: named)
            }
        }
        for use in overlay.uses(at: id) {
            // One for all endpoints says nothing about those that have no scenario of that name.
            guard let scenario = overlay[id, use.choice.name] ?? endpoint.byName[use.choice.name] else { continue }
            if use.choice.times.map({ counters.use(.use(use.number, id), upTo: $0) }) ?? true {
                return ScenarioSelection(scenario: scenario, choice: use.choice)
            }
        }
        func applies(_ scenario: Scenario, _ key: ScenarioCounters.Key) -> Bool {
            guard let match = scenario.match, match.accepts(input: input, headers: headers, call: call) else {
                return false
            }
            return scenario.times.map { counters.use(key, upTo: $0) } ?? true
        }
        let additions = overlay.additions(to: id)
        for addition in additions where applies(addition.scenario, .addition(addition.number)) {
            return ScenarioSelection(scenario: addition.scenario, choice: nil)
        }
        for scenario in endpoint.matching where additions.isEmpty || overlay[id, scenario.name] == nil {
            if applies(scenario, .fixture(id, name: scenario.name)) {
                return ScenarioSelection(scenario: scenario, choice: nil)
            }
        }
        return ScenarioSelection(scenario: overlay[id, Scenario.success] ?? endpoint.success, choice: nil)
    }

    /// What is wrong with a name that no scenario of an endpoint has, and which names there are.
    func unknown(_ name: String, at endpoint: EndpointID, _ overlay: ScenarioOverlay) -> String {
        let names = Set(names(of: endpoint)).union(overlay.names(of: endpoint)).sorted()
        let hint = NameLikeness.nearest(to: name, among: names).map { " (did you mean \($0)?)" } ?? ""
        return "'\(name)' is unknown for \(endpoint)\(hint); there are \(names.joined(separator: ", "))"
    }
}
