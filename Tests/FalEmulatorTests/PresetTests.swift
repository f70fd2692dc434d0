import FalAPI
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

@Suite struct PresetTests {
    private func result(_ name: String, of endpoint: String = TestEmulator.videoToAudio) async throws -> Reply {
        let emulator = try TestEmulator()
        let input: JSONValue = ["video_url": "https://example.com/a.mp4", "audio_url": "https://example.com/b.mp3"]
        let url = await emulator.submit(endpoint, input, [.falseworkScenario: name])
        emulator.world.advance(by: .seconds(10))
        return await emulator.send(.get, url)
    }

    @Test(arguments: DocumentedModelError.all)
    func everyModelErrorIsAPreset(error: DocumentedModelError) async throws {
        let reply = try await result(error.type)
        #expect(reply.status == error.status)
        #expect(reply["x-fal-needs-retry"] == (error.isRetryable ? "true" : "false"))
        #expect(reply["x-fal-billable-units"] == "0")
        let entry = reply.json["detail"]?[0]
        #expect(entry?["type"]?.string == error.type)
        #expect(entry?["url"]?.string == "https://docs.fal.ai/errors#\(error.type)")
        #expect(entry?["ctx"]?.object == error.context)
        #expect(
            entry?.object?.map(\.key.description)
                == ["loc", "msg", "type", "url"] + (error.context == nil ? [] : ["ctx"]) + ["input"]
        )
    }

    @Test(arguments: RequestError.Kind.allCases)
    func everyRequestErrorIsAPreset(kind: RequestError.Kind) async throws {
        let reply = try await result(kind.rawValue)
        #expect(reply.status == kind.status)
        #expect(reply["x-fal-error-type"] == kind.rawValue)
        #expect(reply["x-fal-request-timeout-type"] == (kind == .requestTimeout ? "user" : nil))
        #expect(reply.text == #"{"detail":"\#(kind.detail)","error_type":"\#(kind.rawValue)"}"#)
    }

    @Test func anErrorPointsAtTheFieldThatItIsAbout() async throws {
        #expect(
            try await result("audio_duration_too_long", of: TestEmulator.lipsync).json["detail"]?[0]?["loc"] == [
                "body", "audio_url",
            ]
        )
        #expect(
            try await result("audio_duration_too_long", of: TestEmulator.lipsync).json["detail"]?[0]?["input"]
                == "https://example.com/b.mp3"
        )
        #expect(
            try await result("video_duration_too_long", of: TestEmulator.lipsync).json["detail"]?[0]?["loc"] == [
                "body", "video_url",
            ]
        )
        #expect(try await result("content_policy_violation").json["detail"]?[0]?["loc"] == ["body"])
    }

    @Test func aFixtureWinsOverAPresetOfItsName() async throws {
        let message = try await result("file_download_error").json["detail"]?[0]?["msg"]
        #expect(message == "Failed to download the file. Please check if the URL is accessible and try again.")
    }

    @Test func twoPresetsHang() async throws {
        let emulator = try TestEmulator()
        let queued = await emulator.submit(
            TestEmulator.videoToAudio,
            TestEmulator.goodInput,
            [.falseworkScenario: Presets.stuckInQueue]
        )
        let running = await emulator.submit(
            TestEmulator.videoToAudio,
            TestEmulator.goodInput,
            [.falseworkScenario: Presets.stuckInProgress]
        )
        emulator.world.advance(by: .seconds(86_400))
        let first = await emulator.send(.get, queued + "/status")
        #expect((first.json["status"], first.json["queue_position"]) == ("IN_QUEUE", 0))
        #expect(await emulator.send(.get, running + "/status").json["status"] == "IN_PROGRESS")
    }

    @Test func everyPresetIsOnThePage() throws {
        let page = String(
            decoding: try DataDirectory(Repository.root + "/fixtures").bytes(of: "scenarios/README.md"),
            as: UTF8.self
        )
        let endpoint = try #require(EndpointID("fal-ai/kling-video/video-to-audio"))
        let scenarios = try Repository.scenarios.get()
        let success = try #require(scenarios[endpoint, "success"])
        let names = Presets.all(like: success, fields: []).map(\.name)
        #expect(names.filter { !page.contains("`\($0)`") } == [])
    }

    @Test func theDocumentedNamesAreAllThere() {
        let names = Set(DocumentedModelError.all.map(\.type))
        #expect(names.count == DocumentedModelError.all.count)
        #expect(names.isDisjoint(with: RequestError.Kind.allCases.map(\.rawValue)))
        #expect(names.count == 32)
    }
}
