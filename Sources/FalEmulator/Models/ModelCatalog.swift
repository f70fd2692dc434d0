public import FalAPI
internal import OpenAPIValidator

/// The endpoints that the emulator serves.
public struct ModelCatalog: Sendable {
    private let models: [EndpointID: Model]
    private let applications: Set<String>
    /// What is wrong with documents that are served nevertheless, in order of path.
    public let defects: [LoadError]

    /// Reads every document below a directory. Of two for one endpoint the first in order of path counts.
    /// - Throws: for the first document that cannot be served, in order of path.
    public init(directory path: String) throws(LoadError) {
        var findings = Findings()
        self.init(try DataDirectory(path), &findings)
        try findings.throwFirst()
    }

    /// Reads every document below a directory that can be served, and notes what is wrong with the others.
    init(_ directory: DataDirectory, _ findings: inout Findings) {
        var models: [EndpointID: Model] = [:]
        var files: [EndpointID: String] = [:]
        var defects: [LoadError] = []
        for name in findings.noting(directory.documents) ?? [] where name != Self.controlDocument {
            _ = findings.noting { () throws(LoadError) in
                let source = try directory.source(of: name)
                let model = try source.read(Model.init)
                if let other = files[model.id] {
                    let reason = "describes \(model.id), as \(other) does, and is set aside"
                    defects.append(LoadError("\(directory.path)/\(name)", reason))
                    return
                }
                models[model.id] = model
                files[model.id] = name
                defects += model.defects.map(source.located)
            }
        }
        if models.isEmpty, findings.errors.isEmpty {
            findings.note(LoadError(directory.path, "holds no OpenAPI document (a file that ends in .json)"))
        }
        self.models = models
        self.defects = defects
        applications = Set(models.keys.map(\.application))
    }

    /// The document of the control API, which lies beside those of the endpoints.
    static let controlDocument = "falsework-control.json"

    /// The endpoint with an id.
    public subscript(id: EndpointID) -> Model? { models[id] }

    /// The URLs that documents give as examples of inputs.
    var exampleURLs: Set<String> { models.values.reduce(into: []) { $0.formUnion($1.examples) } }

    /// The ids of all endpoints, sorted.
    public var ids: [EndpointID] { models.keys.sorted { $0.description < $1.description } }

    /// The id that may have been meant by one that is not served; nil when none is like it.
    public func suggestion(for text: String) -> String? {
        NameLikeness.nearest(to: text, among: ids.map(\.description))
    }

    /// Whether any endpoint belongs to `owner/alias`.
    func hasApplication(_ application: String) -> Bool { applications.contains(application) }
}
