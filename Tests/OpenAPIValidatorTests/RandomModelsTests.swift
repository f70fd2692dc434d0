import Foundation
import JSON
import OpenAPIValidator
import Testing

/// What FastAPI answered to random bodies for random models of pydantic 1 and 2, byte for byte; `Tests/Differential` wrote it
/// down, and finds more when it is run with other seeds.
@Suite struct RandomModelsTests {
    private static let recorded = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "Differential/Recorded")

    @Test(arguments: [("pydantic1", 12), ("pydantic2", 10)])
    func answersAreTheSameBytes(_ name: String, _ count: Int) throws {
        let folder = Self.recorded.appending(path: name)
        var models: [String: RequestModel] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: folder.appending(path: "openapi").path()) {
            let document = try readDocument(folder.appending(path: "openapi/\(file)"))
            let endpoint = try #require(document.root["info"]?["x-fal-metadata"]?["endpointId"]?.string)
            models[endpoint] = try requestModel(of: "/" + endpoint, in: document)
        }
        #expect(models.count == count)
        let lines = try Data(contentsOf: folder.appending(path: "cases.jsonl")).split(separator: 0x0A)
        #expect(lines.count > 100)
        for line in lines {
            let recorded = try JSONParser.parse(Array(line))
            let model = try #require(models[recorded["endpoint"]?.string ?? ""])
            let body = Array(try #require(recorded["body"]?.string).utf8)
            let answer = Answer(model.validate(RequestBody.read(body, contentType: "application/json")))
            #expect(answer.status == recorded["status"]?.integer, "\(recorded)")
            guard answer.status != 200 else { continue }
            let text = String(decoding: answer.json.serialized(), as: UTF8.self)
            #expect(text == recorded["answer"]?.string, "\(recorded)")
        }
    }
}
