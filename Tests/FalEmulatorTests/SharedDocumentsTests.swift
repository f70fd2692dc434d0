import FalAPI
import Foundation
import JSON
import JSONSchema
import OpenAPIValidator
import Testing

@testable import FalEmulator

/// fal's own documents of hundreds of endpoints, which lie beside the repository or where `FAL_OPENAPI` says.
@Suite(.enabled(if: SharedDocuments.isThere, "no documents in ../shared/fal-openapi"))
struct SharedDocumentsTests {
    @Test func everyDocumentLoads() throws {
        var findings = Findings()
        let models = ModelCatalog(try DataDirectory(SharedDocuments.folder), &findings)
        #expect(findings.errors.isEmpty)
        #expect(models.ids.count == SharedDocuments.names.count)
    }

    @Test(arguments: SharedDocuments.names)
    func examplesAreTakenAndASampleSatisfiesTheOutput(_ name: String) throws {
        let model = try SharedDocuments.model(name)
        for defect in model.defects { #expect(defect.reason.contains("leads nowhere"), "\(defect)") }
        try checkExamples(of: model)
        let (output, schema) = (try #require(model.output), try #require(model.outputSchema))
        var sampler = OutputSampler(model.document.root, seed: 0, salt: model.id.description, media: MediaLibrary())
        let (body, problem) = sampler.answer(output, schema)
        #expect(problem == nil, "\(body)")
        // Some documents say nothing of the output.
        #expect(body.object?.isEmpty == false || schema.accepts([:]))
    }

    /// Each example of a field, put into an input that has whatever else is required.
    private func checkExamples(of model: Model) throws {
        guard let body = model.document.operations.first(where: { $0.method == "POST" })?.requestBody else { return }
        var schema = try #require(body.resolve(in: model.document.root))
        while let reference = schema["$ref"]?.string {
            guard let next = JSONPointer(fragment: reference)?.resolve(in: model.document.root) else { return }
            schema = next
        }
        let required = (schema["required"]?.array ?? []).compactMap(\.string)
        var whole = JSONObject()
        for (field, property) in schema["properties"]?.object ?? JSONObject() {
            guard let example = property["examples"]?[0] else { continue }
            whole[field] = example
            guard case .refused(let errors) = model.input.validate(.object([field: example])) else { continue }
            let about = errors.filter { $0.instance.tokens.first == field }
            #expect(about.isEmpty, "\(model.id) \(field): \(about)")
        }
        if required.allSatisfy({ whole[$0] != nil }), case .refused(let errors) = model.input.validate(.object(whole)) {
            Issue.record("\(model.id): \(errors)")
        }
    }
}

enum SharedDocuments {
    static let folder =
        ProcessInfo.processInfo.environment["FAL_OPENAPI"] ?? Repository.root + "/../shared/fal-openapi"

    static let names: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.filter { $0.hasSuffix(".json") }.sorted()
    }()

    static var isThere: Bool { !names.isEmpty }

    static func model(_ name: String) throws -> Model {
        try DataDirectory(folder).source(of: name).read(Model.init)
    }
}
