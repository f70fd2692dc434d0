internal import FalAPI
internal import JSON
internal import OpenAPIValidator

/// Reads scenarios and checks what they say: against the endpoints that they are for, and the files that they name.
struct ScenarioLoader: Sendable {
    /// The endpoints that are served.
    let models: ModelCatalog
    /// The fixtures, whose files the results point at.
    let directory: DataDirectory
    /// The files that the scenarios refer to which were read so far.
    private(set) var media: MediaLibrary
    /// Whether not all documents could be read, so that an endpoint without one is nobody's mistake.
    private let allowsUnknownEndpoints: Bool

    /// Begins to read.
    init(
        _ models: ModelCatalog,
        _ directory: DataDirectory,
        media: MediaLibrary = MediaLibrary(),
        allowsUnknownEndpoints: Bool = false
    ) {
        self.models = models
        self.directory = directory
        self.media = media
        self.allowsUnknownEndpoints = allowsUnknownEndpoints
    }

    /// Takes in the files that stand for those that models make.
    /// - Returns: whether all of them are there.
    mutating func addPlaceholders() -> Bool {
        var isComplete = true
        for file in PlaceholderFile.allCases {
            do {
                try media.add(file.path, from: directory)
            } catch {
                isComplete = false
            }
        }
        return isComplete
    }

    /// Reads a scenario from a file; errors have line and column.
    mutating func load(_ source: SourceFile) throws(LoadError) -> Scenario {
        try source.read { (json, path) throws(LoadError) in try load(json, file: path, isFixture: true) }
    }

    /// Reads a scenario; errors have a JSON pointer.
    mutating func load(_ json: JSONValue, file: String, isFixture: Bool) throws(LoadError) -> Scenario {
        let scenario = try Scenario(json, file: file, isFixture: isFixture)
        try checkEndpoint(of: scenario, file)
        guard case .result(let body, _) = scenario.ending else { return scenario }
        let place = JSONPointer().appending("outcome").appending("result")
        for (reference, pointer) in try FileReference.all(in: body, file: file, at: place) {
            for name in [reference.name, reference.recipe?.sound].compactMap(\.self) {
                guard directory.path(of: name) != nil else {
                    throw LoadError(file, at: pointer.description, "\(name) is not a path inside \(directory.path)")
                }
                do {
                    try media.add(name, from: directory)
                } catch {
                    throw LoadError(file, at: pointer.description, error.description)
                }
            }
            try check(reference.recipe, of: scenario, file, pointer)
        }
        return scenario
    }

    /// What a file is made of has to be an input of the endpoint.
    private func check(
        _ recipe: FileRecipe?,
        of scenario: Scenario,
        _ file: String,
        _ pointer: JSONPointer
    ) throws(LoadError) {
        // A broken document takes anything.
        guard let recipe, let model = models[scenario.endpoint], !model.input.fieldNames.isEmpty else { return }
        for name in recipe.inputs where !model.input.fieldNames.contains(name) {
            let hint =
                NameLikeness.nearest(to: name, among: model.input.fieldNames).map { "; did you mean \($0)?" } ?? ""
            throw LoadError(file, at: pointer.description, "\(model.id) has no input \(name) to make it of\(hint)")
        }
    }

    private func checkEndpoint(of scenario: Scenario, _ file: String) throws(LoadError) {
        guard let model = models[scenario.endpoint] else {
            if allowsUnknownEndpoints { return }
            let hint = models.suggestion(for: scenario.endpoint.description).map { "; did you mean \($0)?" } ?? ""
            throw LoadError(
                file,
                at: "/endpoint",
                "\(scenario.endpoint) is not served: no OpenAPI document has it\(hint)"
            )
        }
        for condition in scenario.match?.input ?? [] {
            let name = condition.pointer.tokens[0].description
            // Of an input that the document does not describe nobody knows the fields.
            if model.input.fieldNames.isEmpty || model.input.fieldNames.contains(name) { continue }
            let hint =
                NameLikeness.nearest(to: name, among: model.input.fieldNames).map { "; did you mean /\($0)?" } ?? ""
            throw LoadError(
                file,
                at: JSONPointer(tokens: ["match", "input", JSONString(condition.pointer.description)]).description,
                "\(model.id) has no input \(condition.pointer)\(hint)",
                isAboutName: true
            )
        }
    }
}
