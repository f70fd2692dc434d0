public import FalAPI
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
    /// What generated results are derived from.
    let seed: UInt64
    /// What is wrong with results that are made of documents.
    public let defects: [LoadError]
    /// The endpoints that have scenarios and no document, sorted; their scenarios are set aside.
    public let unknownEndpoints: [EndpointID]

    /// Reads every scenario below `scenarios` in a directory of fixtures, and the files they refer to. An endpoint without a
    /// scenario named `success` answers with a sample of its document's output schema.
    /// - Parameter seed: what samples are derived from.
    /// - Throws: for the first fixture that is broken, in order of path.
    public init(directory path: String, models: ModelCatalog, seed: UInt64 = 0) throws(LoadError) {
        var findings = Findings()
        self.init(try DataDirectory(path), models: models, seed: seed, allowsUnknownEndpoints: true, &findings)
        try findings.throwFirst()
    }

    /// Reads every scenario that is good, and notes what is wrong with the others.
    /// - Parameter allowsUnknownEndpoints: whether a scenario for an endpoint without a document is set aside, and no mistake.
    init(
        _ directory: DataDirectory,
        models: ModelCatalog,
        seed: UInt64 = 0,
        allowsUnknownEndpoints: Bool = false,
        _ findings: inout Findings
    ) {
        self.directory = directory
        self.seed = seed
        self.models = models
        fingerprint = directory.fingerprint()
        var loader = ScenarioLoader(models, directory, allowsUnknownEndpoints: allowsUnknownEndpoints)
        var fixtures = ScenarioSet()
        for name in findings.noting(directory.documents) ?? [] where Self.isScenario(name) {
            fixtures.load(name, from: directory, &loader, &findings)
        }
        var writer = SampleWriter(models, fixtures, &loader, seed: seed)
        media = loader.media
        fixtureCount = fixtures.count
        for id in models.ids {
            guard let model = models[id] else { continue }
            var own = fixtures[id]
            let success: Scenario
            if let fixture = own.first(where: { $0.name == Scenario.success }) {
                success = fixture
            } else {
                success = writer.success(of: model)
                own.append(success)
            }
            // A fixture says it better than a preset of the same name.
            let taken = Set(own.map(\.name))
            let presets = Presets.all(like: success, fields: model.input.fieldNames).filter { !taken.contains($0.name) }
            endpoints[id] = Endpoint(success: success, own + presets)
        }
        defects = writer.defects
        unknownEndpoints = fixtures.endpoints.filter { models[$0] == nil }
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
