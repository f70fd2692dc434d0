internal import JSON
internal import OpenAPIValidator

/// An OpenAPI document: what loads judges some inputs and says why, and ends.
struct DocumentFuzzer: Fuzzer {
    private static let inputs: [JSONValue] = [
        .null, [], [:], "text", 1, ["a": 1, "b": [true, "x"], "c": [:]], ["video_url": "https://example.com/a.mp4"],
    ]

    func feed(_ bytes: [UInt8]) {
        guard let root = try? JSONParser.parse(bytes), let document = try? OpenAPIDocument(root) else { return }
        for operation in document.operations {
            let schemas = [operation.requestBody] + operation.responses.map(\.schema)
            for case let schema? in schemas {
                guard let model = try? RequestModel(schema, in: document) else { continue }
                for input in Self.inputs { _ = model.validate(input) }
            }
        }
    }
}
