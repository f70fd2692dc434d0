import FalAPI
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

@Suite struct StorageRestTests {
    private static let body: JSONValue = ["content_type": "image/png", "file_name": "a b.png"]

    @Test(arguments: ["?storage_type=fal-cdn-v3", "?storage_type=gcs", ""])
    func anUploadBeginsWithTwoURLs(query: String) async throws {
        let emulator = try TestEmulator()
        for (route, host) in [("initiate", "rest.fal.ai"), ("initiate-multipart", "rest.alpha.fal.ai")] {
            let reply = await emulator.send(.post, "/storage/upload/\(route)\(query)", Self.body, host: host)
            #expect(reply.status == 200)
            #expect(reply.json.object?.map(\.key.string) == ["file_url", "upload_url"])
            let file = try #require(reply.json["file_url"]?.string)
            let upload = try #require(reply.json["upload_url"]?.string)
            #expect(file.hasPrefix("https://v3.fal.media/files/") && file.hasSuffix("_a_b.png"))
            #expect(upload.hasPrefix("https://v3.fal.media/files/upload/") && !upload.contains("?"))
        }
    }

    @Test(
        arguments: [
            ("localhost:8787", "/rest", nil, "http://localhost:8787/cdn"),
            ("rest.fal.ai", "", nil, "https://v3.fal.media"),
            ("rest.fal.ai:8443", "", nil, "https://v3.fal.media:8443"),
            ("localhost:8787", "/api/fal/proxy", "https://rest.fal.ai", "http://localhost:8787/cdn"),
        ] as [(String, String, String?, String)]
    )
    func urlsFollowTheCaller(host: String, prefix: String, target: String?, base: String) async throws {
        let emulator = try TestEmulator()
        func ask(_ path: String, _ body: JSONValue) async -> JSONValue {
            var headers: HTTPFields = [:]
            if let target { headers[.falTargetURL] = target + path }
            return await emulator.send(.post, target == nil ? prefix + path : prefix, body, headers, host: host).json
        }
        let begun = await ask("/storage/upload/initiate?storage_type=fal-cdn-v3", Self.body)
        #expect(begun["file_url"]?.string?.hasPrefix(base + "/files/") == true)
        #expect(begun["upload_url"]?.string?.hasPrefix(base + "/files/upload/") == true)
        let token = await ask("/storage/auth/token?storage_type=fal-cdn-v3", [:])
        #expect(token["base_url"]?.string == base)
    }

    @Test func aPublicURLWins() async throws {
        let emulator = try TestEmulator { $0.publicURL = "https://ci.example/fal" }
        let reply = await emulator.send(.post, "/storage/auth/token", [:], host: "rest.fal.ai")
        #expect(reply.json["base_url"]?.string == "https://ci.example/fal/cdn")
    }

    @Test func aTokenSaysWhenItEnds() async throws {
        let emulator = try TestEmulator()
        emulator.world.advance(by: .seconds(0.25))
        let reply = await emulator.send(.post, "/rest/storage/auth/token?storage_type=fal-cdn-v3", [:])
        #expect(reply.status == 200)
        #expect(reply.json.object?.map(\.key.string) == ["token", "token_type", "base_url", "expires_at"])
        #expect(reply.json["token_type"]?.string == "Bearer")
        // 2026-04-24T03:06:40.25Z, and a day.
        #expect(reply.json["expires_at"]?.string == "2026-04-25T03:06:40.250000+00:00")
        #expect(reply.json["token"]?.string?.contains("secret") == false)
    }

    @Test(
        arguments: [
            ("initiate", nil, 422, #"{"detail":[{"loc":["body"],"msg":"Field required","type":"missing"}]}"#),
            ("initiate", "{", 422, #""type":"json_invalid""#), ("initiate", "[]", 422, #""type":"dict_type""#),
            ("initiate", "{}", 422, #""loc":["body","file_name"],"msg":"Field required","type":"missing""#),
            (
                "initiate", #"{"file_name":1}"#, 422,
                #""loc":["body","file_name"],"msg":"Input should be a valid string""#
            ),
            ("initiate", #"{"file_name":"a","content_type":1}"#, 422, #""loc":["body","content_type"]"#),
            ("initiate", #"{"file_name":"a","content_type":null}"#, 200, "file_url"),
            ("initiate?storage_type=ftp", #"{"file_name":"a"}"#, 400, #"{"detail":"Invalid storage type"}"#),
            ("complete-multipart?storage_type=fal-cdn-v3", "{}", 404, "Not Found"),
        ] as [(String, String?, Int, String)]
    )
    func badRequestsAreToldWhatIsWrong(route: String, body: String?, status: Int, text: String) async throws {
        let emulator = try TestEmulator()
        let answer = emulator.answer(.post, "/rest/storage/upload/\(route)", body: Array((body ?? "").utf8))
        let reply = await Reply(answer)
        #expect(reply.status == status)
        #expect(reply.text.contains(text))
    }

    @Test(arguments: ["/storage/upload/initiate", "/storage/auth/token", "/tokens/"])
    func onlyPostsAndOnlyWithAKey(path: String) async throws {
        let emulator = try TestEmulator()
        let wrong = await emulator.send(.get, path, host: "rest.fal.ai")
        #expect((wrong.status, wrong["allow"]) == (405, "POST"))
        let locked = await emulator.of("locked:x").send(.post, path, Self.body, host: "rest.fal.ai")
        #expect(locked.status == 403)
        var stranger = emulator
        stranger.key = nil
        let refused = await stranger.send(.post, path, Self.body, host: "rest.fal.ai")
        #expect((refused.status, refused.detail) == (401, "Authorization header is required"))
    }
}
