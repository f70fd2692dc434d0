internal import FalAPI
internal import JSON
internal import OpenAPIValidator

/// The scenarios of every endpoint, and the files that their results point at.
public struct ScenarioCatalog: Sendable {
    private var scenarios: [EndpointID: [Scenario]] = [:]
    private(set) var media = MediaLibrary()

    /// Reads every scenario below `scenarios` in a directory of fixtures, and the files they refer to.
    /// - Throws: for the first fixture that is broken, in order of path, and for an endpoint without a default.
    public init(directory path: String, models: ModelCatalog) throws(LoadError) {
        let directory = try DataDirectory(path)
        for name in try directory.documents() where name.hasPrefix("scenarios/") && !name.hasSuffix(".schema.json") {
            let file = "\(directory.path)/\(name)"
            let scenario = try Scenario(try directory.json(of: name), file: file)
            guard let model = models[scenario.endpoint] else {
                throw LoadError(file, at: "/endpoint", "\(scenario.endpoint) is not served: no OpenAPI document has it")
            }
            if scenarios[scenario.endpoint, default: []].contains(where: { $0.name == scenario.name }) {
                throw LoadError(file, at: "/name", "\(scenario.endpoint) has a scenario \(scenario.name) already")
            }
            for pair in scenario.match where !model.input.fieldNames.contains(pair.pointer.tokens[0].description) {
                throw LoadError(file, at: "/match/input", "\(model.id) has no input \(pair.pointer)")
            }
            if case .result(let body, _) = scenario.ending {
                for reference in FileReference.all(in: body) {
                    guard directory.path(of: reference) != nil else {
                        throw LoadError(file, at: "/outcome/result", "\(reference) is not a path inside \(path)")
                    }
                    try media.add(reference, from: directory)
                }
            }
            scenarios[scenario.endpoint, default: []].append(scenario)
        }
        for id in models.ids {
            guard let model = models[id], let success = self[id, Scenario.success] else {
                throw LoadError("\(directory.path)/scenarios", "no scenario named \(Scenario.success) for \(id)")
            }
            // A fixture says it better than a preset of the same name.
            let presets = Presets.all(like: success, fields: model.input.fieldNames)
            scenarios[id, default: []] += presets.filter { self[id, $0.name] == nil }
        }
    }

    /// The scenario of an endpoint with a name.
    subscript(endpoint: EndpointID, name: String) -> Scenario? {
        scenarios[endpoint]?.first { $0.name == name }
    }

    /// The names of an endpoint's scenarios, sorted.
    func names(of endpoint: EndpointID) -> [String] { scenarios[endpoint, default: []].map(\.name).sorted() }

    /// The scenario that applies to an input by itself, else the endpoint's default.
    func scenario(for endpoint: EndpointID, input: JSONValue) -> Scenario? {
        scenarios[endpoint]?.first { $0.applies(to: input) } ?? self[endpoint, Scenario.success]
    }
}
