import FalAPI
import HTTPServer
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

@Suite struct AppTokenTests {
    private func token(_ emulator: TestEmulator, _ body: JSONValue) async -> String? {
        await emulator.send(.post, "/tokens/", body, host: "rest.fal.ai").json.string
    }

    /// What somebody without a key gets who opens the status stream of a request.
    private func stream(_ emulator: TestEmulator, _ url: String, _ token: String?) -> Int {
        var stranger = emulator
        stranger.key = nil
        let query = token.map { "?fal_jwt_token=\($0)&logs=1" } ?? ""
        guard case .now(let response) = stranger.answer(.get, url + "/status/stream" + query) else { return 0 }
        return response.status.code
    }

    @Test(arguments: ["kling-video", "fal-ai/kling-video", "fal-ai/kling-video/video-to-audio"])
    func aTokenOpensTheStreamsOfItsApplications(name: String) async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        let token = try #require(
            await token(emulator, ["allowed_apps": [.string(JSONString(name))], "token_expiration": 120])
        )
        #expect(token.split(separator: ".").count == 3)
        #expect(stream(emulator, url, token) == 200)
        #expect(stream(emulator, url, nil) == 401)
        emulator.world.advance(by: .seconds(119))
        #expect(stream(emulator, url, token) == 200)
        emulator.world.advance(by: .seconds(1))
        #expect(stream(emulator, url, token) == 401)
    }

    @Test func nothingElseIsOpenToIt() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        let mine = try #require(await token(emulator, ["allowed_apps": ["kling-video"]]))
        let others = try #require(await token(emulator.of("other:key"), ["allowed_apps": ["kling-video"]]))
        let wrong = try #require(await token(emulator, ["allowed_apps": ["flux"]]))
        #expect(stream(emulator, url, others) == 404)
        for bad in [wrong, mine + "x", String(mine.dropLast()), "a.b.c", "", "%00"] {
            #expect(stream(emulator, url, bad) == 401)
        }
        var stranger = emulator
        stranger.key = nil
        for (method, path) in [(HTTPRequest.Method.get, url), (.get, url + "/status"), (.put, url + "/cancel")] {
            #expect(await stranger.send(method, path + "?fal_jwt_token=\(mine)").status == 401)
        }
        // A body with other applications does not go with the old code.
        let parts = mine.split(separator: ".")
        let payload = Base64URL.text(
            Array(
                #"{"sub":"\#(emulator.world.seal.tag)","allowed_apps":["kling-video"],"iat":0,"exp":99999999999}"#.utf8
            )
        )
        #expect(stream(emulator, url, "\(parts[0]).\(payload).\(parts[2])") == 401)
    }

    @Test(
        arguments: [
            ("{}", #"["body","allowed_apps"],"msg":"Field required""#),
            (#"{"allowed_apps":"a"}"#, "Input should be a valid list"),
            (#"{"allowed_apps":[1]}"#, #"["body","allowed_apps",0]"#),
            (#"{"allowed_apps":[],"token_expiration":"1"}"#, "Input should be a valid integer"),
            (#"{"allowed_apps":[],"token_expiration":0}"#, "Input should be greater than 0"),
        ]
    )
    func badRequestsAreToldWhatIsWrong(body: String, text: String) async throws {
        let emulator = try TestEmulator()
        let reply = await Reply(emulator.answer(.post, "/rest/tokens/", body: Array(body.utf8)))
        #expect(reply.status == 422)
        #expect(reply.text.contains(text))
    }

    @Test func anEndBeyondAllTimeIsNoHarm() async throws {
        let emulator = try TestEmulator()
        let body: JSONValue = ["allowed_apps": ["kling-video"], "token_expiration": .number(.integer(.max))]
        let token = try #require(await token(emulator, body))
        #expect(stream(emulator, await emulator.submit(), token) == 200)
    }

    @Test(arguments: [[], [0], [255, 254], [1, 2, 3], [0, 16, 131, 16, 81, 135]] as [[UInt8]])
    func base64IsReadAsItIsWritten(bytes: [UInt8]) {
        #expect(Base64URL.bytes(Base64URL.text(bytes)) == bytes)
        #expect(Base64URL.bytes("a") == nil)
        #expect(Base64URL.bytes("ab+/") == nil)
    }
}
