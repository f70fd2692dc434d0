import FalAPI
import JSON
import OpenAPIValidator
import Testing

@testable import FalEmulator

/// Every committed document and fixture holds what it promises.
@Suite struct FixtureTests {
    @Test func everyEndpointHasASuccessAndAFailure() throws {
        let scenarios = try Repository.scenarios.get()
        for id in try Repository.models.get().ids {
            #expect(scenarios.names(of: id).contains("success"))
            #expect(scenarios.names(of: id).count >= 2)
        }
    }

    @Test func everyResultSatisfiesItsOutputSchema() throws {
        let scenarios = try Repository.scenarios.get()
        let models = try Repository.models.get()
        for id in models.ids {
            let model = try #require(models[id])
            let output = try RequestModel(try #require(model.output), in: model.document)
            for name in scenarios.names(of: id) {
                guard case .result(let body, _) = scenarios[id, name]?.ending else { continue }
                let resolved = FileReference.resolve(body) { reference, _ in
                    scenarios.media.file(named: reference.name).map {
                        OutputFile(url: "https://x", contentType: $0.contentType, fileName: $0.name, fileSize: $0.size)
                    }
                }
                guard case .accepted = output.validate(resolved) else {
                    Issue.record("\(id) \(name): \(resolved)")
                    continue
                }
            }
        }
    }

    @Test func theDocumentedExamplesAreGoodInputs() throws {
        let models = try Repository.models.get()
        for id in models.ids {
            let model = try #require(models[id])
            let schema = try #require(model.document.operations.first { $0.method == "POST" }?.requestBody)
            let target = model.document.resolve(schema)?["$ref"]?.string.flatMap { JSONPointer(fragment: $0) } ?? schema
            let fields = try #require(model.document.resolve(target)?["properties"]?.object)
            var input: JSONObject = [:]
            for field in fields { input[field.key] = field.value["examples"]?[0] ?? field.value["default"] }
            guard case .accepted = model.input.validate(.object(input)) else {
                Issue.record("\(id): \(input)")
                continue
            }
        }
    }

    @Test(arguments: [
        (#"{"format": 2}"#, "/format"), (#"[]"#, "must be an object"),
        (#"{"format": 1, "endpoint": "x"}"#, "/endpoint"),
        (#"{"format": 1, "endpoint": "a/b", "name": "x y"}"#, "/name"),
        (#"{"format": 1, "endpoint": "a/b", "name": "x", "description": ""}"#, "/description"),
        (base(provenance: #"{"mark": "guessed", "source": "s", "date": "2026-01-01"}"#), "/provenance/mark"),
        (base(provenance: #"{"mark": "inferred", "source": "s", "date": "01.02.2026"}"#), "/provenance/date"),
        (base(timeline: #"{"queue": -1}"#), "/timeline/queue"),
        (base(timeline: #"{"run": 1, "logs": [{"at": 2, "level": "INFO", "message": "m"}]}"#), "/timeline/logs/0/at"),
        (
            base(timeline: #"{"run": 1, "logs": [{"at": 1, "level": "LOUD", "message": "m"}]}"#),
            "/timeline/logs/0/level"
        ),
        (base(timeline: #"{"runs": 1}"#), "/timeline/runs: is unknown here; allowed are queue, run, logs"),
        (base(outcome: #"{}"#), "/outcome"), (base(outcome: #"{"never": true, "result": {}}"#), "/outcome"),
        (base(outcome: #"{"platform_error": "nope"}"#), "/outcome/platform_error"),
        (
            base(outcome: #"{"model_error": {"status": 200, "retryable": false, "errors": []}}"#),
            "/outcome/model_error/status"
        ),
        (
            base(outcome: #"{"model_error": {"status": 422, "retryable": false, "errors": []}}"#),
            "/outcome/model_error/errors"
        ),
        (base(extra: #", "matches": {}"#), "/matches: is unknown here"),
        (base(extra: #", "match": {"input": {"video_url": 1}}"#), "/match/input/video_url"),
    ])
    func aBrokenScenarioIsRefusedWithThePlace(text: String, place: String) throws {
        let value = try JSONParser.parse(Array(text.utf8))
        let error = #expect(throws: LoadError.self) { try Scenario(value, file: "f.json") }
        #expect(error?.description.hasPrefix("f.json:") == true)
        #expect(error?.description.contains(place) == true, "\(String(describing: error))")
    }

    @Test(arguments: ["../x.json", "/etc/passwd", "a//b", "a/./b", ""])
    func pathsNeverLeaveTheirDirectory(name: String) throws {
        #expect(try DataDirectory(Repository.root + "/fixtures").path(of: name) == nil)
    }

    private static func base(
        provenance: String = #"{"mark": "inferred", "source": "s", "date": "2026-01-01"}"#,
        timeline: String = "{}",
        outcome: String = #"{"result": {}}"#,
        extra: String = ""
    ) -> String {
        """
        {"format": 1, "endpoint": "a/b", "name": "x", "description": "d", "provenance": \(provenance),
         "timeline": \(timeline), "outcome": \(outcome)\(extra)}
        """
    }
}
