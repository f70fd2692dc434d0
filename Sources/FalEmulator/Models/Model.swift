public import FalAPI
public import JSON
public import OpenAPIValidator

/// One endpoint: what it takes and what it costs, read from its OpenAPI document.
public struct Model: Sendable {
    /// The endpoint's id.
    public let id: EndpointID
    /// The document.
    public let document: OpenAPIDocument
    /// The schema of what it takes, compiled.
    public let input: RequestModel
    /// Where in the document the schema of what it answers stands; nil when the document names none.
    public let output: JSONPointer?
    /// What it costs; nil when the document does not say.
    public let pricing: Pricing?

    /// Reads a document as fal publishes them: one `POST` on the endpoint's own path, the result under
    /// `/requests/{request_id}`.
    init(_ root: JSONValue, file: String) throws(LoadError) {
        do {
            document = try OpenAPIDocument(root)
        } catch {
            throw LoadError(file, at: error.pointer.description, error.message)
        }
        let submits = document.operations.filter { $0.method.lowercased() == "post" && !$0.path.contains("/requests/") }
        guard let submit = submits.first, submits.count == 1 else {
            throw LoadError(
                file,
                at: "/paths",
                "has \(submits.count) POST operations on an endpoint's path; one is needed"
            )
        }
        guard let id = EndpointID(String(submit.path.drop { $0 == "/" })) else {
            throw LoadError(file, at: "/paths", "\(submit.path) is not /owner/alias/…")
        }
        guard let schema = submit.requestBody else {
            throw LoadError(file, at: "/paths", "POST \(submit.path) has no requestBody of type application/json")
        }
        do {
            input = try RequestModel(schema, in: document)
        } catch {
            throw LoadError(file, at: error.pointer.description, error.message)
        }
        let results = document.operations.filter {
            $0.method.lowercased() == "get" && $0.path.hasSuffix("/requests/{request_id}")
        }
        self.id = id
        output = results.first?.responses.first { $0.status == "200" }?.schema
        pricing = try root["info"]?["x-falsework-pricing"].map { (value) throws(LoadError) in
            try Pricing(value, file: file)
        }
    }
}
