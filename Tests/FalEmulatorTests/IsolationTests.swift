import FalAPI
import Foundation
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

/// Many tests at once, each with a key of its own.
@Suite(.timeLimit(.minutes(10))) struct IsolationTests {
    /// How many requests each world gets; more when the environment asks for it.
    private static let jobs = ProcessInfo.processInfo.environment["FALSEWORK_ISOLATION_JOBS"].flatMap(Int.init) ?? 20
    private static let worlds = 64

    /// What a test does in its world: a share of requests is cancelled, fails, is never fetched or asked for too early.
    private static func live(in number: Int, of emulator: TestEmulator) async -> String {
        var emulator = emulator
        emulator.key = "world-\(number):secret"
        let presets = ["success", "face_detection_error", "runner_disconnected", "stuck_in_queue", "cancel_too_late"]
        for job in 0..<jobs {
            let url = await emulator.submit(
                TestEmulator.videoToAudio,
                ["video_url": .string(JSONString("https://example.com/\(number)/\(job)"))],
                [.falseworkScenario: presets[(job + number) % presets.count]]
            )
            if job % 3 == 0 { await emulator.send(.get, url + "/status?logs=1") }
            if job % 5 == 0 { await emulator.send(.put, url + "/cancel") }
            await emulator.send(.post, "/_falsework/v1/clock/advance", ["seconds": 0.4])
            if job % 4 != 0 { await emulator.send(.get, url) }
        }
        var text = ""
        var after: Int64 = 0
        while true {
            let page = await emulator.send(.get, "/_falsework/v1/journal?limit=1000&after=\(after)")
            guard let last = page.json["entries"]?.array?.last?["number"]?.integer else { return text }
            text += page.text
            after = last
        }
    }

    @Test func worldsSideBySideAreAsWorldsOneByOne() async throws {
        let serial = try TestEmulator()
        var expected: [String] = []
        for number in 0..<Self.worlds { expected.append(await Self.live(in: number, of: serial)) }
        let parallel = try TestEmulator()
        let found = await withTaskGroup(of: (Int, String).self) { group in
            for number in 0..<Self.worlds {
                group.addTask { (number, await Self.live(in: number, of: parallel)) }
            }
            return await group.reduce(into: [Int: String]()) { $0[$1.0] = $1.1 }
        }
        for number in 0..<Self.worlds {
            #expect(expected[number].count > 1_000)
            let isSame = found[number] == expected[number]
            #expect(isSame, "world \(number)")
        }
        #expect(Set(expected).count == Self.worlds, "each world has a life of its own")
    }
}
