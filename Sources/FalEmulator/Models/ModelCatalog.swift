public import FalAPI
internal import OpenAPIValidator

/// The endpoints that the emulator serves.
public struct ModelCatalog: Sendable {
    private let models: [EndpointID: Model]
    private let applications: Set<String>

    /// Reads every document below a directory.
    /// - Throws: for the first document that cannot be served, in order of path.
    public init(directory path: String) throws(LoadError) {
        var findings = Findings()
        self.init(try DataDirectory(path), &findings)
        try findings.throwFirst()
    }

    /// Reads every document below a directory that can be served, and notes what is wrong with the others.
    init(_ directory: DataDirectory, _ findings: inout Findings) {
        var models: [EndpointID: Model] = [:]
        for name in findings.noting(directory.documents) ?? [] where name != Self.controlDocument {
            _ = findings.noting { () throws(LoadError) in
                let model = try directory.source(of: name).read(Model.init)
                if models[model.id] != nil {
                    throw LoadError(
                        "\(directory.path)/\(name)",
                        "describes \(model.id), which another document does already"
                    )
                }
                models[model.id] = model
            }
        }
        if models.isEmpty, findings.errors.isEmpty {
            findings.note(LoadError(directory.path, "holds no OpenAPI document (a file that ends in .json)"))
        }
        self.models = models
        applications = Set(models.keys.map(\.application))
    }

    /// The document of the control API, which lies beside those of the endpoints.
    static let controlDocument = "falsework-control.json"

    /// The endpoint with an id.
    public subscript(id: EndpointID) -> Model? { models[id] }

    /// The ids of all endpoints, sorted.
    public var ids: [EndpointID] { models.keys.sorted { $0.description < $1.description } }

    /// The id that may have been meant by one that is not served; nil when none is like it.
    public func suggestion(for text: String) -> String? {
        NameLikeness.nearest(to: text, among: ids.map(\.description))
    }

    /// Whether any endpoint belongs to `owner/alias`.
    func hasApplication(_ application: String) -> Bool { applications.contains(application) }
}
