import FalAPI
import HTTPServer
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

@Suite struct DestinationTests {
    @Test(arguments: [
        ("fal.run", "/x", Service.run), ("localhost:8443", "/x", .run), ("127.0.0.1", "/x", .run),
        ("queue.fal.run", "/x", .queue), ("QUEUE.FAL.RUN", "/x", .queue), ("queue.falrun.com", "/x", .queue),
        ("queue.localhost:8443", "/x", .queue), ("rest.fal.ai", "/x", .rest), ("rest.alpha.fal.ai", "/x", .rest),
        ("v3.fal.media", "/x", .cdn), ("fal.media", "/x", .cdn), ("cdn.localhost", "/x", .cdn),
        ("api.fal.ai", "/x", .api), ("localhost", "/queue/x", .queue), ("localhost", "/run/x", .run),
        ("queue.fal.run", "/run/x", .run), ("localhost", "/rest/x", .rest), ("localhost", "/cdn/x", .cdn),
        ("queue.fal.run", "/files/b/x", .cdn), ("localhost", "/files/b/x", .cdn),
        ("localhost", "/fal-ai/kling-video/requests/x/status", .queue),
        ("fal.run", "/fal-ai/kling-video/requests/x", .queue), ("notfal.media", "/x", .run), ("[::1]:8787", "/x", .run),
    ])
    func hostAndPrefixChooseTheService(host: String, path: String, service: Service) throws {
        let request = Request(target: path, headerFields: [.host: host])
        #expect(try #require(Destination(request, publicURL: nil)).service == service)
    }

    @Test(arguments: [
        ("localhost:8787", false, "/queue", "http://localhost:8787/queue", "http://localhost:8787/cdn"),
        ("127.0.0.1:8443", true, "/queue", "https://127.0.0.1:8443/queue", "https://127.0.0.1:8443/cdn"),
        ("queue.localhost:8443", true, "", "https://queue.localhost:8443", "https://queue.localhost:8443/cdn"),
        ("queue.fal.run", true, "", "https://queue.fal.run", "https://v3b.fal.media"),
        ("queue.fal.run", false, "", "https://queue.fal.run", "https://v3b.fal.media"),
        ("queue.fal.run:8443", true, "", "https://queue.fal.run:8443", "https://v3b.fal.media:8443"),
        ("queue.falrun.com", true, "", "https://queue.falrun.com", "https://v3b.fal.media"),
        ("[::1]:8787", false, "/queue", "http://[::1]:8787/queue", "http://[::1]:8787/cdn"),
    ])
    func urlsFollowTheCaller(host: String, isSecure: Bool, prefix: String, queue: String, files: String) async throws {
        let emulator = try TestEmulator()
        let submitted = await emulator.send(
            .post,
            prefix + TestEmulator.videoToAudio,
            TestEmulator.goodInput,
            host: host,
            isSecure: isSecure
        )
        let id = try #require(submitted.json["request_id"]?.string)
        let url = "\(queue)/fal-ai/kling-video/requests/\(id)"
        #expect(submitted.json["response_url"]?.string == url)
        #expect(submitted.json["status_url"]?.string == url + "/status")
        #expect(submitted.json["cancel_url"]?.string == url + "/cancel")
        emulator.world.advance(by: .seconds(10))
        let result = await emulator.send(
            .get,
            prefix + "/fal-ai/kling-video/requests/" + id,
            host: host,
            isSecure: isSecure
        )
        #expect(result.json["video"]?["url"]?.string?.hasPrefix(files + "/files/b/") == true)
    }

    @Test func aPublicURLWinsOverTheCaller() async throws {
        let emulator = try TestEmulator { $0.publicURL = "https://fal.example.test" }
        let reply = await emulator.send(.post, "/queue" + TestEmulator.videoToAudio, TestEmulator.goodInput)
        #expect(
            reply.json["status_url"]?.string?.hasPrefix("https://fal.example.test/queue/fal-ai/kling-video/") == true
        )
    }

    @Test(arguments: ["/api/fal/proxy", "/", "/any/path"])
    func aProxyHeaderNamesTheTarget(path: String) async throws {
        var emulator = try TestEmulator()
        emulator.key = nil
        let target = "https://queue.fal.run/fal-ai/kling-video/video-to-audio"
        let submitted = await emulator.send(.post, path, TestEmulator.goodInput, [.falTargetURL: target])
        #expect(submitted.status == 200, "the server's own key is used")
        let url = try #require(submitted.json["status_url"]?.string)
        #expect(url.hasPrefix("http://localhost:8787/queue/fal-ai/kling-video/requests/"), "on our own origin")
        let id = try #require(submitted.json["request_id"]?.string)
        let status = await emulator.send(
            .get,
            path,
            nil,
            [.falTargetURL: "https://queue.fal.run/fal-ai/kling-video/requests/\(id)/status?logs=1"]
        )
        #expect(status.status == 202)
        #expect(status.json["logs"] == [])
    }

    @Test func theCallersOwnKeyWinsThroughAProxy() async throws {
        let emulator = try TestEmulator()
        let target = "https://fal.run/fal-ai/kling-video/video-to-audio"
        let reply = await emulator.send(
            .post,
            "/api/fal/proxy",
            TestEmulator.goodInput,
            [.falTargetURL: target, .authorization: "Key invalid:x"]
        )
        #expect(reply.status == 401)
    }

    @Test(arguments: [
        "https://evilfal.run/x/y", "https://fal.run.evil.example/x/y", "file:///etc/passwd", "fal.run/x/y", "",
        "https://user@fal.run/x/y", "https://fal.run:x/y", "https://queue.fal.run\u{E9}/x", "ftp://fal.run/x/y",
    ])
    func otherTargetsAreRefused(url: String) async throws {
        let emulator = try TestEmulator()
        var headers: HTTPFields = [:]
        headers[.falTargetURL] = url
        let reply = await emulator.send(.post, "/api/fal/proxy", TestEmulator.goodInput, headers)
        #expect((reply.status, reply.text) == (400, #""Invalid request""#))
    }

    @Test func aProxyPathWithoutATargetIsRefused() async throws {
        let reply = try await TestEmulator().send(.post, "/api/fal/proxy", TestEmulator.goodInput)
        #expect((reply.status, reply.text) == (400, #""Invalid request""#))
    }
}
