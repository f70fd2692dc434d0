public import FalAPI
public import JSON
internal import JSONSchema
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
    /// That schema, compiled.
    let outputSchema: Schema?
    /// What it costs; nil when the document does not say.
    public let pricing: Pricing?
    /// What is wrong with the document, so that some of the input or output is not looked at.
    let defects: [LoadError]
    /// The inputs that name files, with their limits.
    let media: [MediaField]
    /// The URLs that the document gives as examples of inputs.
    let examples: Set<String>

    /// Reads a document as fal publishes them: one `POST` on the endpoint's own path, the result under
    /// `/requests/{request_id}`. The file's name does not matter.
    /// - Throws: when nothing can be served of it; what is broken beside that is noted in `defects`.
    init(_ root: JSONValue, file: String) throws(LoadError) {
        do {
            document = try OpenAPIDocument(root)
        } catch {
            throw LoadError(file, at: error.pointer.description, error.message)
        }
        let submit = try Self.submit(document, root, file)
        guard let id = EndpointID(String(submit.path.drop { $0 == "/" })) else {
            throw LoadError(file, at: "/paths", "\(submit.path) is not /owner/alias/…")
        }
        self.id = id
        var defects = document.defects.map { LoadError(file, at: $0.pointer.description, $0.message) }
        if let schema = submit.requestBody {
            let fields = MediaFieldReader(schema, in: document)
            media = fields.fields
            examples = fields.examples
            var errors: [DocumentError] = []
            input = RequestModel(schema, in: document, noting: &errors)
            defects += errors.map {
                LoadError(file, at: $0.pointer.description, "\($0.message); any value is taken here")
            }
        } else {
            media = []
            examples = []
            input = .anything
            defects.append(
                LoadError(
                    file,
                    at: Self.operation(submit).description,
                    "has no requestBody of type application/json; any input is taken"
                )
            )
        }
        output = Self.result(document, of: submit)?.responses.first { $0.status == "200" || $0.status == "2XX" }?.schema
        outputSchema = output.flatMap { Self.compiled($0, root, file, &defects) }
        if output == nil {
            defects.append(
                LoadError(
                    file,
                    at: "/paths",
                    "has no GET \(submit.path)/requests/{request_id} with a schema for 200; results are empty objects"
                )
            )
        }
        self.defects = defects
        pricing = try root["info"]?["x-falsework-pricing"].map { (value) throws(LoadError) in
            try Pricing(value, file: file)
        }
    }

    /// The operation that takes requests: the `POST` on the path that the document's metadata names, or the only one.
    private static func submit(
        _ document: OpenAPIDocument,
        _ root: JSONValue,
        _ file: String
    ) throws(LoadError) -> OpenAPIValidator.Operation {
        let submits = document.operations.filter { $0.method == "POST" && !$0.path.contains("/requests/") }
        let named = root["info"]?["x-fal-metadata"]?["endpointId"]?.string
        if let submit = submits.first(where: { $0.path == "/" + (named ?? "") }) { return submit }
        guard let submit = submits.first, submits.count == 1 else {
            throw LoadError(
                file,
                at: "/paths",
                "has \(submits.count) POST operations on an endpoint's path; one is needed"
            )
        }
        return submit
    }

    private static func result(
        _ document: OpenAPIDocument,
        of submit: OpenAPIValidator.Operation
    ) -> OpenAPIValidator.Operation? {
        let results = document.operations.filter { $0.method == "GET" && $0.path.hasSuffix("/requests/{request_id}") }
        return results.first { $0.path == submit.path + "/requests/{request_id}" } ?? results.first
    }

    private static func operation(_ operation: OpenAPIValidator.Operation) -> JSONPointer {
        JSONPointer(tokens: ["paths", JSONString(operation.path), JSONString(operation.method.lowercased())])
    }

    private static func compiled(
        _ place: JSONPointer,
        _ root: JSONValue,
        _ file: String,
        _ defects: inout [LoadError]
    ) -> Schema? {
        do throws(SchemaError) {
            let schema = try Schema(root, at: place, options: .openAPI)
            defects += schema.defects.map {
                LoadError(file, at: $0.pointer.description, "\($0.message); any value is right here")
            }
            return schema
        } catch {
            defects.append(LoadError(file, at: error.pointer.description, "\(error.message); results are not checked"))
            return nil
        }
    }
}

extension Schema.Options {
    /// How the schemas of fal's documents are read.
    static let openAPI = Schema.Options(dialect: .openAPI, toleratesDefects: true)
}

extension Schema {
    /// Compiles a schema that is made of parts of a document, to which its references lead.
    static func fragment(_ schema: JSONValue, of root: JSONValue) throws(SchemaError) -> Schema {
        let document: JSONValue = ["components": root["components"] ?? [:], "schema": schema]
        return try Schema(document, at: JSONPointer().appending("schema"), options: .openAPI)
    }
}
