import JSON

/// Reads the operations out of a document's paths.
struct OperationReader {
    let root: JSONValue
    private(set) var defects: [DocumentError] = []

    init(root: JSONValue) {
        self.root = root
    }

    private static let methods: Set<String> = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]

    mutating func operations() throws(DocumentError) -> [Operation] {
        let place = JSONPointer().appending("paths")
        guard let paths = root["paths"] else { return [] }
        var operations: [Operation] = []
        for (path, item) in try object(paths, at: place) {
            let itemPlace = place.appending(path)
            for (method, operation) in try object(item, at: itemPlace) {
                guard let method = method.string, Self.methods.contains(method) else { continue }
                let operationPlace = itemPlace.appending(method)
                _ = try object(operation, at: operationPlace)
                operations.append(
                    Operation(
                        method: method.uppercased(),
                        path: path.description,
                        requestBody: jsonSchema(at: operationPlace.appending("requestBody")),
                        responses: try responses(operation, at: operationPlace.appending("responses"))
                    )
                )
            }
        }
        return operations
    }

    private mutating func responses(
        _ operation: JSONValue,
        at place: JSONPointer
    ) throws(DocumentError) -> [Operation.Response] {
        guard let responses = operation["responses"] else { return [] }
        var found: [Operation.Response] = []
        for (status, _) in try object(responses, at: place) {
            let schema = jsonSchema(at: place.appending(status))
            found.append(Operation.Response(status: status.description, schema: schema))
        }
        return found
    }

    /// The schema under `content` of a request body or a response, both of which may be references.
    private mutating func jsonSchema(at start: JSONPointer) -> JSONPointer? {
        guard start.resolve(in: root) != nil else { return nil }
        let place: JSONPointer
        do throws(DocumentError) {
            place = try ReferenceFollower(root: root).follow(start)
        } catch {
            defects.append(error)
            return nil
        }
        guard let content = place.resolve(in: root)?["content"]?.object else { return nil }
        let type =
            content.keys.first { $0 == "application/json" }
            ?? content.keys.first { $0.description.hasSuffix("+json") }
        guard let type, content[type]?["schema"] != nil else { return nil }
        return place.appending("content").appending(type).appending("schema")
    }

    private func object(_ value: JSONValue, at place: JSONPointer) throws(DocumentError) -> JSONObject {
        guard case .object(let object) = value else {
            throw DocumentError(code: .malformed, message: "this is not an object", pointer: place)
        }
        return object
    }
}
