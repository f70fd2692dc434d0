public import FalAPI

/// The endpoints that the emulator serves.
public struct ModelCatalog: Sendable {
    private let models: [EndpointID: Model]
    private let applications: Set<String>

    /// Reads every document below a directory.
    /// - Throws: for the first document that cannot be served, in order of path.
    public init(directory path: String) throws(LoadError) {
        let directory = try DataDirectory(path)
        var models: [EndpointID: Model] = [:]
        for name in try directory.documents() where name != Self.controlDocument {
            let model = try Model(try directory.json(of: name), file: "\(directory.path)/\(name)")
            if models.updateValue(model, forKey: model.id) != nil {
                throw LoadError(
                    "\(directory.path)/\(name)",
                    "describes \(model.id), which another document does already"
                )
            }
        }
        guard !models.isEmpty else { throw LoadError(path, "holds no OpenAPI document (a file that ends in .json)") }
        self.models = models
        applications = Set(models.keys.map(\.application))
    }

    /// The document of the control API, which lies beside those of the endpoints.
    static let controlDocument = "falsework-control.json"

    /// The endpoint with an id.
    public subscript(id: EndpointID) -> Model? { models[id] }

    /// The ids of all endpoints, sorted.
    public var ids: [EndpointID] { models.keys.sorted { $0.description < $1.description } }

    /// Whether any endpoint belongs to `owner/alias`.
    func hasApplication(_ application: String) -> Bool { applications.contains(application) }
}
