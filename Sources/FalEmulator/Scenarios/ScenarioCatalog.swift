internal import FalAPI
internal import JSON
internal import OpenAPIValidator

/// The scenarios of every endpoint, and the files that their results point at.
public struct ScenarioCatalog: Sendable {
    /// The scenarios of one endpoint.
    private final class Endpoint: Sendable {
        let success: Scenario
        /// Those that apply by themselves, in order of their files.
        let matching: [Scenario]
        let byName: [String: Scenario]

        init(success: Scenario, _ all: [Scenario]) {
            self.success = success
            matching = all.filter { !$0.match.isEmpty }
            byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
        }
    }

    private var endpoints: [EndpointID: Endpoint] = [:]
    private(set) var media = MediaLibrary()

    /// Reads every scenario below `scenarios` in a directory of fixtures, and the files they refer to.
    /// - Throws: for the first fixture that is broken, in order of path, and for an endpoint without a default.
    public init(directory path: String, models: ModelCatalog) throws(LoadError) {
        let directory = try DataDirectory(path)
        var fixtures: [EndpointID: [Scenario]] = [:]
        for name in try directory.documents() where name.hasPrefix("scenarios/") && !name.hasSuffix(".schema.json") {
            let file = "\(directory.path)/\(name)"
            let scenario = try Scenario(try directory.json(of: name), file: file)
            try check(scenario, file, directory, models)
            if fixtures[scenario.endpoint, default: []].contains(where: { $0.name == scenario.name }) {
                throw LoadError(file, at: "/name", "\(scenario.endpoint) has a scenario \(scenario.name) already")
            }
            fixtures[scenario.endpoint, default: []].append(scenario)
        }
        for id in models.ids {
            let own = fixtures[id, default: []]
            guard let model = models[id], let success = own.first(where: { $0.name == Scenario.success }) else {
                throw LoadError("\(directory.path)/scenarios", "no scenario named \(Scenario.success) for \(id)")
            }
            // A fixture says it better than a preset of the same name.
            let taken = Set(own.map(\.name))
            let presets = Presets.all(like: success, fields: model.input.fieldNames).filter { !taken.contains($0.name) }
            endpoints[id] = Endpoint(success: success, own + presets)
        }
    }

    /// Checks what a scenario says against the endpoint that it belongs to, and takes its files in.
    private mutating func check(
        _ scenario: Scenario,
        _ file: String,
        _ directory: DataDirectory,
        _ models: ModelCatalog
    ) throws(LoadError) {
        guard let model = models[scenario.endpoint] else {
            throw LoadError(file, at: "/endpoint", "\(scenario.endpoint) is not served: no OpenAPI document has it")
        }
        for pair in scenario.match where !model.input.fieldNames.contains(pair.pointer.tokens[0].description) {
            throw LoadError(file, at: "/match/input", "\(model.id) has no input \(pair.pointer)")
        }
        guard case .result(let body, _) = scenario.ending else { return }
        for reference in FileReference.all(in: body) {
            guard directory.path(of: reference) != nil else {
                throw LoadError(file, at: "/outcome/result", "\(reference) is not a path inside \(directory.path)")
            }
            try media.add(reference, from: directory)
        }
    }

    /// The scenario of an endpoint with a name.
    subscript(endpoint: EndpointID, name: String) -> Scenario? { endpoints[endpoint]?.byName[name] }

    /// The names of an endpoint's scenarios, sorted.
    func names(of endpoint: EndpointID) -> [String] { endpoints[endpoint].map { $0.byName.keys.sorted() } ?? [] }

    /// The scenario that applies to an input by itself, else the endpoint's default.
    func scenario(for endpoint: EndpointID, input: JSONValue) -> Scenario? {
        endpoints[endpoint].map { endpoint in endpoint.matching.first { $0.applies(to: input) } ?? endpoint.success }
    }
}
