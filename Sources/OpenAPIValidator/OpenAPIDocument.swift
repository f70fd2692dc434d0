public import JSON

/// An OpenAPI document: its operations, and the way from a pointer to what it means.
public struct OpenAPIDocument: Sendable {
    /// The whole document.
    public let root: JSONValue

    /// `info.title`; empty if there is none.
    public let title: String

    /// The operations in the document's order.
    public let operations: [Operation]

    /// Bodies whose references lead nowhere; the operations are there without them.
    public let defects: [DocumentError]

    /// Reads the document's paths. Schemas are not looked at before a model is made of them.
    public init(_ root: JSONValue) throws(DocumentError) {
        guard root.object != nil else {
            throw DocumentError(code: .malformed, message: "the document is not an object", pointer: JSONPointer())
        }
        guard let version = root["openapi"]?.string, version.hasPrefix("3.") else {
            throw DocumentError(
                code: .malformed,
                message: "openapi is not a version 3 such as \"3.0.4\"",
                pointer: JSONPointer().appending("openapi")
            )
        }
        self.root = root
        title = root["info"]?["title"]?.string ?? ""
        var reader = OperationReader(root: root)
        operations = try reader.operations()
        defects = reader.defects
    }

    /// The value at a place of the document, references not followed; nil if there is none.
    public func resolve(_ pointer: JSONPointer) -> JSONValue? {
        pointer.resolve(in: root)
    }
}

/// A method of a path, and the schemas of what it takes and gives.
public struct Operation: Sendable, Hashable {
    /// The method in capitals, such as `POST`.
    public let method: String

    /// The path's template, such as `/a/requests/{request_id}`.
    public let path: String

    /// The place of the JSON schema of the request's body; nil if it has none.
    public let requestBody: JSONPointer?

    /// The responses in the document's order.
    public let responses: [Response]

    /// What an operation answers with one status.
    public struct Response: Sendable, Hashable {
        /// The status, such as `200`, `4XX` or `default`.
        public let status: String

        /// The place of the JSON schema of the body; nil if it has none.
        public let schema: JSONPointer?
    }
}
