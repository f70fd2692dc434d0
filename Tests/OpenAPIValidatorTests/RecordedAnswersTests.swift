import Foundation
import JSON
import OpenAPIValidator
import Testing

/// What FastAPI, pydantic and fal's SDK answered to some hundred bodies; `Recorded/record.py` wrote it down.
@Suite struct RecordedAnswersTests {
    private static let tests = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
    private static let openapi = tests.deletingLastPathComponent().deletingLastPathComponent().appending(
        path: "openapi"
    )

    @Test(arguments: [
        "/fal-ai/kling-video/video-to-audio", "/fal-ai/kling-video/lipsync/audio-to-video",
        "/scalars", "/literals", "/lists", "/unions", "/tagged", "/formats", "/tree",
    ])
    func answersAreAsRecorded(_ path: String) throws {
        let document =
            path.hasPrefix("/fal-ai/")
            ? try readDocument(Self.openapi.appending(path: path + ".json"))
            : try readDocument(Self.tests.appending(path: "Recorded/models.json"))
        let model = try requestModel(of: path, in: document)
        let cases = try Self.recorded().filter { $0["path"]?.string == path }
        #expect(cases.count > 5)
        for recorded in cases {
            let answer = Answer(model.validate(try Self.body(of: recorded)))
            #expect(answer.status == recorded["status"]?.integer, "\(recorded)")
            if answer.status == 200 {
                // Written and read again, for what JSON cannot hold: lone surrogates, NaN.
                let json = try JSONParser.parse(answer.json.serialized())
                #expect(isPlainlyEqual(json, try #require(recorded["answer"]), path), "\(recorded)\n\(json)")
            } else {
                #expect(answer.json == recorded["answer"], "\(recorded)")
            }
        }
    }

    private static func recorded() throws -> [JSONValue] {
        let lines = try Data(contentsOf: tests.appending(path: "Recorded/answers.jsonl")).split(separator: 0x0A)
        return try lines.map { try JSONParser.parse(Array($0)) }
    }

    private static func body(of recorded: JSONValue) throws -> RequestBody {
        let bytes: [UInt8]
        if let text = recorded["body"]?.string {
            bytes = Array(text.utf8)
        } else {
            bytes = Array(try #require(Data(base64Encoded: recorded["base64"]?.string ?? "")))
        }
        let type = recorded["contentType"]
        return RequestBody.read(bytes, contentType: type == nil ? "application/json" : type?.string)
    }

    /// The recorder writes what a model holds: sets sorted, and null for URLs, UUIDs, dates and bytes.
    private func isPlainlyEqual(_ answer: JSONValue, _ recorded: JSONValue, _ path: String) -> Bool {
        guard path != "/formats" else { return true }
        switch (answer, recorded) {
        case (.number(let left), .number(let right)):
            return left.isNumericallyEqual(to: right)
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { isPlainlyEqual($0, $1, path) }
        case (.object(let left), .object(let right)):
            return left.keys == right.keys
                && zip(left, right).allSatisfy { isPlainlyEqual($0.value, $1.value, path) }
        default:
            return answer == recorded
        }
    }
}
