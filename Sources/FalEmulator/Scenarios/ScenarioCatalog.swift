internal import FalAPI
internal import JSON
internal import OpenAPIValidator

/// The scenarios of every endpoint, and the files that their results point at.
public struct ScenarioCatalog: Sendable {
    /// The scenarios of one endpoint.
    final class Endpoint: Sendable {
        /// The default.
        let success: Scenario
        /// Those that apply by themselves, in order of their files.
        let matching: [Scenario]
        /// All.
        let byName: [String: Scenario]

        init(success: Scenario, _ all: [Scenario]) {
            self.success = success
            matching = all.filter { $0.match != nil }
            byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
        }
    }

    private var endpoints: [EndpointID: Endpoint] = [:]
    /// The files that the results point at.
    let media: MediaLibrary
    /// Where the fixtures lie.
    let directory: DataDirectory
    /// The endpoints that they are for.
    let models: ModelCatalog
    /// How many scenarios were read from files.
    let fixtureCount: Int
    /// What the directory looked like before it was read.
    let fingerprint: Int

    /// Reads every scenario below `scenarios` in a directory of fixtures, and the files they refer to.
    /// - Throws: for the first fixture that is broken, in order of path, and for an endpoint without a default.
    public init(directory path: String, models: ModelCatalog) throws(LoadError) {
        var findings = Findings()
        self.init(try DataDirectory(path), models: models, &findings)
        try findings.throwFirst()
    }

    /// Reads every scenario that is good, and notes what is wrong with the others.
    /// - Parameter allowsUnknownEndpoints: whether not all documents could be read.
    init(
        _ directory: DataDirectory,
        models: ModelCatalog,
        allowsUnknownEndpoints: Bool = false,
        _ findings: inout Findings
    ) {
        self.directory = directory
        self.models = models
        fingerprint = directory.fingerprint()
        var loader = ScenarioLoader(models, directory, allowsUnknownEndpoints: allowsUnknownEndpoints)
        var fixtures = ScenarioSet()
        for name in findings.noting(directory.documents) ?? [] where Self.isScenario(name) {
            fixtures.load(name, from: directory, &loader, &findings)
        }
        media = loader.media
        fixtureCount = fixtures.count
        // What is missing because a file is broken is not missed a second time.
        let isComplete = findings.errors.isEmpty
        for id in models.ids {
            let own = fixtures[id]
            guard let model = models[id], let success = own.first(where: { $0.name == Scenario.success }) else {
                if isComplete {
                    let folder = "\(directory.path)/scenarios"
                    findings.note(LoadError(folder, "no scenario named \(Scenario.success) for \(id)"))
                }
                continue
            }
            // A fixture says it better than a preset of the same name.
            let taken = Set(own.map(\.name))
            let presets = Presets.all(like: success, fields: model.input.fieldNames).filter { !taken.contains($0.name) }
            endpoints[id] = Endpoint(success: success, own + presets)
        }
    }

    private static func isScenario(_ name: String) -> Bool {
        name.hasPrefix("scenarios/") && ScenarioSet.isScenario(name)
    }

    /// The scenarios of an endpoint; nil for one that is not served.
    subscript(endpoint: EndpointID) -> Endpoint? { endpoints[endpoint] }

    /// The scenario of an endpoint with a name.
    subscript(endpoint: EndpointID, name: String) -> Scenario? { endpoints[endpoint]?.byName[name] }

    /// The names of an endpoint's scenarios, sorted.
    func names(of endpoint: EndpointID) -> [String] { endpoints[endpoint].map { $0.byName.keys.sorted() } ?? [] }
}
