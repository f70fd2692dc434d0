import FalAPI
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

@Suite struct SelfCheckTests {
    private static let place = "/_falsework/v1/scenarios"

    private func emulator(checksItself: Bool = true) throws -> TestEmulator {
        try TestEmulator {
            $0.clock = .auto
            $0.checksItself = checksItself
        }
    }

    @Test(arguments: [TestEmulator.videoToAudio, TestEmulator.lipsync])
    func resultsOfOurFixturesSatisfyTheirDocuments(_ endpoint: String) async throws {
        let emulator = try emulator()
        let input: JSONValue = ["video_url": "https://example.com/a.mp4", "audio_url": "https://example.com/a.mp3"]
        #expect(await emulator.send(.post, endpoint, input).status == 200)
        #expect(emulator.emulator.unsatisfied().count == 0)
    }

    @Test func resultThatItsDocumentDoesNotAllowIsToldWithItsPlace() async throws {
        let emulator = try emulator()
        let scenario = TestScenario.json("x", ["outcome": ["result": ["video": ["url": 5], "audio": ["url": "y"]]]])
        #expect(await emulator.send(.post, Self.place, scenario).status < 300)
        let choice: HTTPFields = [.falseworkScenario: "x"]
        #expect(await emulator.send(.post, TestEmulator.videoToAudio, TestEmulator.goodInput, choice).status == 200)
        let url = await emulator.submit(TestEmulator.videoToAudio, TestEmulator.goodInput, choice)
        #expect(await emulator.send(.get, url).status == 200)
        let (count, lines) = emulator.emulator.unsatisfied()
        #expect(count == 2)
        #expect(lines.first?.contains("/video/url: is an integer, not string (by #/components/schemas/") == true)
    }

    @Test func failuresAreNoResults() async throws {
        let emulator = try emulator()
        let choice: HTTPFields = [.falseworkScenario: "file_download_error"]
        #expect(await emulator.send(.post, TestEmulator.videoToAudio, TestEmulator.goodInput, choice).status == 422)
        #expect(await emulator.send(.post, TestEmulator.videoToAudio, ["video_url": 1]).status == 422)
        #expect(emulator.emulator.unsatisfied().count == 0)
    }

    @Test func nothingIsCheckedUnlessAskedFor() async throws {
        let emulator = try emulator(checksItself: false)
        let scenario = TestScenario.json("x", ["outcome": ["result": [:]]])
        #expect(await emulator.send(.post, Self.place, scenario).status < 300)
        let choice: HTTPFields = [.falseworkScenario: "x"]
        #expect(await emulator.send(.post, TestEmulator.videoToAudio, TestEmulator.goodInput, choice).status == 200)
        #expect(emulator.emulator.unsatisfied().count == 0)
    }
}
