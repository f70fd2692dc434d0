import FalAPI
import HTTPServer
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

@Suite(.timeLimit(.minutes(1))) struct RunRoutesTests {
    private func run(
        _ emulator: TestEmulator,
        _ endpoint: String = TestEmulator.videoToAudio,
        _ headers: HTTPFields = [:]
    ) -> Answer {
        var headers = headers
        headers[.contentType] = "application/json"
        return emulator.answer(.post, endpoint, body: TestEmulator.goodInput.serialized(), headers)
    }

    @Test func aRunIsAnsweredWithItsResult() async throws {
        let emulator = try TestEmulator()
        let waiting = run(emulator)
        async let reply = Reply(waiting)
        emulator.world.advance(by: .seconds(1))
        let answer = await reply
        #expect(answer.status == 200)
        #expect(answer.json.object?.map(\.key) == ["video", "audio"])
        #expect(
            Set(answer.headers.map(\.name.canonicalName)) == [
                "connection", "content-type", "strict-transport-security", "x-robots-tag", "x-fal-request-id",
                "x-fal-served-from", "x-fal-billable-units",
            ]
        )
    }

    @Test func aRefusedInputIsAnsweredAtOnce() async throws {
        let emulator = try TestEmulator()
        let reply = await emulator.send(.post, TestEmulator.lipsync, [:])
        #expect(reply.status == 422)
        #expect(reply["x-fal-billable-units"] == "0")
        #expect(reply["x-fal-needs-retry"] == nil)
        #expect(reply.json["detail"]?.array?.count == 2)
    }

    @Test func contentTypesCountOnThisHost() async throws {
        let emulator = try TestEmulator()
        for type in ["text/plain", "application/x-www-form-urlencoded"] {
            let reply = await emulator.send(
                .post,
                TestEmulator.videoToAudio,
                TestEmulator.goodInput,
                [.contentType: type]
            )
            #expect(reply.status == 422)
            #expect(reply.json["detail"]?[0]?["type"] == "model_attributes_type")
        }
    }

    @Test func anUnknownPathIsAnsweredAtOnce() async throws {
        let reply = try await TestEmulator().send(.post, "/fal-ai/kling-video/lipsync/audio-to-video/stream", [:])
        #expect((reply.status, reply.detail) == (404, "Path /lipsync/audio-to-video/stream not found"))
        #expect(reply["x-fal-billable-units"] == "0")
    }

    @Test func aRunThatDoesNotStartInTimeIs504OfTheUser() async throws {
        let emulator = try TestEmulator()
        let answer = run(
            emulator,
            TestEmulator.videoToAudio,
            [.falRequestTimeout: "5", .falseworkScenario: "success; queue=60"]
        )
        async let reply = Reply(answer)
        emulator.world.advance(by: .seconds(5))
        let result = await reply
        #expect(result.status == 504)
        #expect(result["x-fal-request-timeout-type"] == "user")
    }

    @Test func theWorkOfACallerWhoLeavesIsGivenUp() async throws {
        let emulator = try TestEmulator { $0.queue.runners = 1 }
        guard case .later(let work) = run(emulator) else {
            Issue.record("a run waits")
            return
        }
        emulator.world.advance(by: .seconds(0.5))
        let behind = await emulator.submit()
        emulator.world.advance(by: .seconds(0.3))
        #expect(await emulator.send(.get, behind + "/status").json["status"] == "IN_QUEUE")
        let caller = Task { await work() }
        caller.cancel()
        _ = await caller.value
        #expect(await emulator.send(.get, behind + "/status").json["status"] == "IN_PROGRESS")
    }

    @Test func runsShareTheRunnersOfTheQueue() async throws {
        let emulator = try TestEmulator { $0.queue.runners = 1 }
        let first = await emulator.submit()
        guard case .later = run(emulator) else {
            Issue.record("a run waits")
            return
        }
        let third = await emulator.submit()
        #expect(await emulator.send(.get, third + "/status").json["queue_position"] == 2)
        emulator.world.advance(by: .seconds(0.5))
        #expect(await emulator.send(.get, first + "/status").json["status"] == "IN_PROGRESS")
        #expect(await emulator.send(.get, third + "/status").json["queue_position"] == 1)
    }
}
