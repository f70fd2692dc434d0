import HTTPTypes
import JSON
import Testing

@testable import FalEmulator

@Suite struct CrossOriginTests {
    static let origin = "https://app.example"

    @Test func aPreflightIsAnsweredWithoutAKey() async throws {
        var emulator = try TestEmulator()
        emulator.key = nil
        for target in ["/queue" + TestEmulator.videoToAudio, TestEmulator.videoToAudio, "/api/fal/proxy"] {
            let reply = await emulator.send(
                .options,
                target,
                nil,
                [
                    .origin: Self.origin, .accessControlRequestMethod: "POST",
                    .accessControlRequestHeaders: "authorization, x-fal-target-url, content-type",
                ]
            )
            #expect(reply.status == 204)
            #expect(reply["access-control-allow-origin"] == Self.origin)
            #expect(reply["access-control-allow-credentials"] == "true")
            #expect(reply["access-control-allow-headers"] == "authorization, x-fal-target-url, content-type")
            #expect(reply["access-control-allow-methods"]?.contains("PUT") == true)
        }
    }

    @Test func anAnswerIsOpenedToTheOriginThatAsked() async throws {
        let emulator = try TestEmulator()
        for target in ["/queue" + TestEmulator.videoToAudio, TestEmulator.lipsync, "/queue/x"] {
            let reply = await emulator.send(.post, target, [:], [.origin: Self.origin])
            #expect(reply["access-control-allow-origin"] == Self.origin)
            #expect(reply["access-control-allow-credentials"] == "true")
            #expect(reply["access-control-expose-headers"]?.contains("x-fal-request-id") == true)
        }
    }

    @Test func withoutAnOriginNothingIsOpened() async throws {
        let emulator = try TestEmulator()
        let reply = await emulator.send(.post, "/queue" + TestEmulator.videoToAudio, TestEmulator.goodInput)
        #expect(reply["access-control-allow-origin"] == nil)
        #expect(reply["access-control-expose-headers"] == nil)
    }

    @Test func optionsThatAreNoPreflightAreAMethodLikeAnyOther() async throws {
        #expect(try await TestEmulator().send(.options, "/queue" + TestEmulator.videoToAudio).status == 405)
    }
}
