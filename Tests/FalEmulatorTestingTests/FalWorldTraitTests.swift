import FalEmulator
import FalEmulatorTesting
import HTTPTypes
import JSON
import Testing

@Suite(.falWorld) struct FalWorldTraitTests {
    private static let submit = HTTPRequest(
        method: .post,
        scheme: "http",
        authority: "localhost",
        path: "/queue/fal-ai/kling-video/video-to-audio"
    )

    @Test(arguments: 0..<40) func everyCaseHasAWorldOfItsOwn(number: Int) async throws {
        let world = try FalWorld.current
        for _ in 0..<3 {
            let input = #"{"video_url": "https://example.com/\#(number)"}"#
            let (response, _) = try await world.send(Self.submit, body: Array(input.utf8))
            #expect(response.status == .ok)
            await Task.yield()
        }
        let bodies = world.journal.calls.map { String(decoding: $0.body, as: UTF8.self) }
        #expect(bodies == [String](repeating: #"{"video_url": "https://example.com/\#(number)"}"#, count: 3))
    }

    @Test func tasksOfTheTestSeeItToo() async throws {
        let key = try FalWorld.current.key
        async let other = FalWorld.current.key
        #expect(try await other == key)
        await withTaskGroup(of: String?.self) { group in
            group.addTask { try? FalWorld.current.key }
            for await found in group { #expect(found == key) }
        }
    }

    @Test func theClockJumpsByDefault() throws {
        #expect(try FalWorld.current.clock.mode == .auto)
    }

    @Test(.falWorld(clock: .manual)) func theInnermostTraitCounts() throws {
        #expect(try FalWorld.current.clock.mode == .manual)
    }
}

@Suite struct NoFalWorldTests {
    @Test func withoutTheTraitThereIsNone() {
        #expect(throws: NoFalWorld.self) { _ = try FalWorld.current }
    }

    @Test(.falWorld) func withItThereIs() throws {
        #expect(try FalWorld.current.url.hasPrefix("http://127.0.0.1:"))
    }
}
