import Foundation
import JSON
import JSONSchema
import OpenAPIValidator

/// Measures the validators: `script/bench-validator` builds and runs it. Takes files and directories of OpenAPI documents.
@main
enum ValidatorBench {
    static func main() throws {
        for path in CommandLine.arguments.dropFirst() {
            let names = try? FileManager.default.contentsOfDirectory(atPath: path)
            try names.map { try compile($0, in: path) } ?? validate(file: path)
        }
    }

    private static func read(_ path: String) throws -> JSONValue {
        try JSONParser.parse([UInt8](Data(contentsOf: URL(filePath: path))))
    }

    /// The POST's input and the result's output.
    private static func schemas(_ document: OpenAPIDocument) -> (input: JSONPointer?, output: JSONPointer?) {
        let submit = document.operations.first { $0.method == "POST" && !$0.path.contains("/requests/") }
        let result = document.operations.first { $0.method == "GET" && $0.path.hasSuffix("/requests/{request_id}") }
        return (submit?.requestBody, result?.responses.first { $0.status == "200" }?.schema)
    }

    private static func compile(_ names: [String], in directory: String) throws {
        let roots = try names.filter { $0.hasSuffix(".json") }.map { try read("\(directory)/\($0)") }
        var defects = 0
        let time = ContinuousClock().measure {
            for root in roots {
                guard let document = try? OpenAPIDocument(root) else { continue }
                let places = schemas(document)
                if let input = places.input {
                    var errors: [DocumentError] = []
                    _ = RequestModel(input, in: document, noting: &errors)
                    defects += errors.count
                }
                if let output = places.output {
                    let options = Schema.Options(dialect: .openAPI, toleratesDefects: true)
                    defects += (try? Schema(root, at: output, options: options))?.defects.count ?? 1
                }
            }
        }
        let milliseconds = time / .milliseconds(1)
        print("compile \(roots.count) documents of \(directory): \(text(milliseconds)) ms, \(defects) defects")
    }

    private static func validate(file: String) throws {
        let root = try read(file)
        let document = try OpenAPIDocument(root)
        guard let input = schemas(document).input else { return }
        let model = try RequestModel(input, in: document)
        let schema = try Schema(root, at: input, options: Schema.Options(dialect: .openAPI))
        let body = JSONValue.object(examples(input, root))
        let name = root["info"]?["x-fal-metadata"]?["endpointId"]?.string ?? file
        measure("\(name), \(body.object?.count ?? 0) fields: pydantic's answer") {
            if case .accepted = model.validate(body) { true } else { false }
        }
        measure("\(name): JSON Schema") { schema.accepts(body) }
        measure("\(name): pydantic's refusal") {
            if case .refused(let errors) = model.validate([:]) { !errors.isEmpty } else { true }
        }
    }

    /// The examples and defaults of the input's fields, in the model's order.
    private static func examples(_ place: JSONPointer, _ root: JSONValue) -> JSONObject {
        var schema = place.resolve(in: root) ?? .null
        while let next = schema["$ref"]?.string.flatMap({ JSONPointer(fragment: $0)?.resolve(in: root) }) {
            schema = next
        }
        var body = JSONObject()
        for name in schema["x-fal-order-properties"]?.array ?? [] {
            guard case .string(let name) = name, let property = schema["properties"]?.object?[name] else { continue }
            if let value = property["examples"]?[0] ?? property["default"] { body[name] = value }
        }
        return body
    }

    /// Runs for about a second.
    private static func measure(_ name: String, _ body: () -> Bool) {
        let clock = ContinuousClock()
        let start = clock.now
        var (count, right) = (0, true)
        while clock.now - start < .seconds(1) {
            for _ in 0..<1_000 { right = body() && right }
            count += 1_000
        }
        let rate = Double(count) / ((clock.now - start) / .seconds(1))
        print("\(name): \(text(rate / 1_000)) thousand a second" + (right ? "" : " (not as expected)"))
    }

    private static func text(_ number: Double) -> String { String(Int(number.rounded())) }
}
