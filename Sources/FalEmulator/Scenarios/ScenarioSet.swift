internal import FalAPI

/// Scenarios read from files, of which no two have the same endpoint and name.
struct ScenarioSet: Sendable {
    private var scenarios: [EndpointID: [Scenario]] = [:]

    /// The scenarios of an endpoint, in order of their files.
    subscript(endpoint: EndpointID) -> [Scenario] { scenarios[endpoint] ?? [] }

    /// The endpoints that they are for, sorted.
    var endpoints: [EndpointID] { scenarios.keys.sorted { $0.description < $1.description } }

    /// How many there are.
    var count: Int { scenarios.values.reduce(0) { $0 + $1.count } }

    /// Whether a file is meant to hold a scenario.
    static func isScenario(_ name: String) -> Bool { name.hasSuffix(".json") && !name.hasSuffix(".schema.json") }

    /// Reads a scenario, or notes what is wrong with it.
    /// - Parameter name: the file's, relative to the directory.
    mutating func load(
        _ name: String,
        from directory: DataDirectory,
        _ loader: inout ScenarioLoader,
        _ findings: inout Findings
    ) {
        guard let source = findings.noting({ () throws(LoadError) in try directory.source(of: name) }) else { return }
        load(source, &loader, &findings)
    }

    /// Checks a scenario, or notes what is wrong with it.
    mutating func load(_ source: SourceFile, _ loader: inout ScenarioLoader, _ findings: inout Findings) {
        _ = findings.noting { () throws(LoadError) in
            let scenario = try loader.load(source)
            try source.read { (_, path) throws(LoadError) in
                guard self[scenario.endpoint].contains(where: { $0.name == scenario.name }) else { return }
                throw LoadError(path, at: "/name", "\(scenario.endpoint) has a scenario \(scenario.name) already")
            }
            scenarios[scenario.endpoint, default: []].append(scenario)
        }
    }
}
