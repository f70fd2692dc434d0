import FalAPI
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

/// Scenarios as requests meet them, on both hosts.
@Suite struct ScenarioRequestTests {
    private func submit(
        _ emulator: TestEmulator,
        _ header: String? = nil,
        input: JSONValue = TestEmulator.goodInput
    ) async throws -> JSONValue {
        let headers: HTTPFields = header.map { [.falseworkScenario: $0] } ?? [:]
        let url = await emulator.submit(TestEmulator.videoToAudio, input, headers)
        emulator.world.advance(by: .seconds(10))
        return await emulator.send(.get, url).json
    }

    @Test func aClientThatTriesAgainWithTheSameHeaderGetsThroughInTheEnd() async throws {
        let emulator = try TestEmulator()
        var types: [String?] = []
        for _ in 1...3 {
            let result = try await submit(emulator, "runner_disconnected; times=2")
            types.append(result["error_type"]?.string ?? result["video"]?["content_type"]?.string)
        }
        #expect(types == ["runner_disconnected", "runner_disconnected", "video/mp4"])
        var other = emulator
        other.key = "other:key"
        #expect(try await submit(other, "runner_disconnected; times=2")["error_type"] == "runner_disconnected")
    }

    @Test func submitsAndRunsAreCountedTogether() async throws {
        let emulator = try TestEmulator { $0.clock = .auto }
        let added = try TestScenario.make("third", ["match": ["calls": 3]])
        #expect(emulator.world.changeScenarios { $0.add(added) })
        _ = await emulator.submit()
        _ = await emulator.send(.post, "/queue" + TestEmulator.videoToAudio, ["vide_url": "x"])
        let run = await emulator.send(.post, "/run" + TestEmulator.videoToAudio, TestEmulator.goodInput)
        #expect(run.json == ["scenario": "third"])
    }

    @Test func headersOfTheRequestDecide() async throws {
        let emulator = try TestEmulator()
        let match: JSONValue = ["headers": ["User-Agent": ["contains": "fal-client"]]]
        let added = try TestScenario.make("python", ["match": match])
        #expect(emulator.world.changeScenarios { $0.add(added) })
        let python = await emulator.submit(
            TestEmulator.videoToAudio,
            TestEmulator.goodInput,
            [.userAgent: "fal-client/1.0.3 (python)"]
        )
        let other = await emulator.submit()
        emulator.world.advance(by: .seconds(10))
        #expect(await emulator.send(.get, python).json == ["scenario": "python"])
        #expect(await emulator.send(.get, other).json["video"] != nil)
    }

    @Test func aChoiceOfControlHasItsTimes() async throws {
        let emulator = try TestEmulator()
        emulator.world.changeScenarios {
            $0.use(ScenarioChoice(name: "success", queueTime: .seconds(60), runTime: .seconds(60)), for: nil)
        }
        let url = await emulator.submit()
        emulator.world.advance(by: .seconds(59))
        #expect(await emulator.send(.get, url + "/status").json["status"] == "IN_QUEUE")
        emulator.world.advance(by: .seconds(60))
        #expect(await emulator.send(.get, url + "/status").json["status"] == "IN_PROGRESS")
    }

    @Test func aRefusedInputStaysRefused() async throws {
        let emulator = try TestEmulator()
        let result = try await submit(emulator, "retried", input: ["vide_url": "x"])
        #expect(result["detail"]?[0]?["type"] == "missing")
    }

    @Test func aResetForgetsWhatWasSaidAndCounted() async throws {
        let emulator = try TestEmulator()
        let header = "runner_disconnected; times=1"
        let added = try TestScenario.make("mine", ["match": ["calls": 1]])
        #expect(emulator.world.changeScenarios { $0.add(added) })
        #expect(try await submit(emulator) == ["scenario": "mine"])
        #expect(try await submit(emulator, header)["error_type"] == "runner_disconnected")
        emulator.world.reset()
        #expect(emulator.world.scenarios.count == 0)
        #expect(try await submit(emulator, header)["error_type"] == "runner_disconnected")
    }

    @Test func aSnapshotKeepsWhatWasCounted() async throws {
        let emulator = try TestEmulator()
        let header = "runner_disconnected; times=1"
        #expect(emulator.world.keep(as: "before"))
        #expect(try await submit(emulator, header)["error_type"] == "runner_disconnected")
        #expect(try await submit(emulator, header)["video"] != nil)
        #expect(emulator.world.restore("before"))
        #expect(try await submit(emulator, header)["error_type"] == "runner_disconnected")
    }
}
