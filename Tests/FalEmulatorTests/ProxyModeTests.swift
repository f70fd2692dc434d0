import FalAPI
import HTTPServer
import HTTPTypes
import JSON
import Testing

@testable import FalEmulator

@Suite struct ProxyModeTests {
    private static let run = "https://fal.run" + TestEmulator.videoToAudio
    private static let initiate = "https://rest.fal.ai/storage/upload/initiate?storage_type=fal-cdn-v3"

    private func emulator(_ mode: String) async throws -> TestEmulator {
        let emulator = try TestEmulator()
        let answer = await emulator.send(.put, "/_falsework/v1/proxy", ["mode": .string(JSONString(mode))])
        #expect(answer.json["mode"]?.string == mode)
        return emulator
    }

    private func status(
        _ emulator: TestEmulator,
        _ target: String,
        _ method: HTTPRequest.Method = .post,
        _ headers: HTTPFields = [:]
    ) async -> Int {
        var headers = headers
        headers[.falTargetURL] = target
        headers[.falseworkScenario] = "success; run=0; queue=0"
        return await emulator.send(method, "/api/fal/proxy", method == .get ? nil : TestEmulator.goodInput, headers)
            .status
    }

    @Test(arguments: [
        ("https://queue.fal.run/fal-ai/kling-video/video-to-audio", 200), ("http://fal.run/nobody/nothing", 404),
        ("https://rest.fal.ai/storage/upload/initiate-multipart?storage_type=fal-cdn-v3", 400),
        ("https://rest.fal.ai/tokens/", 400), ("https://rest.fal.ai/storage/upload/initiate", 400),
        ("https://rest.fal.ai/storage/upload/initiate?storage_type=gcs", 400), ("https://ws.fal.run/a/b", 400),
        ("https://queue.fal.run:8443/a/b", 400), ("https://evilfal.run/a/b", 400), ("https://fal.media/files/x", 400),
        ("https://fal.run.evil.example/a/b", 400), ("not a url", 500), ("", 400), ("https://user@fal.run/a/b", 500),
        ("ftp://fal.run/a/b", 500), ("https://user@example.com/a", 400), ("https://", 500),
        ("file:///etc/passwd", 400),
    ])
    func theStockProxyHasAnAllowList(target: String, expected: Int) async throws {
        #expect(await status(try await emulator("stock"), target) == expected)
    }

    @Test func theStockProxyLetsUploadsBegin() async throws {
        #expect(await status(try await emulator("stock"), Self.initiate) != 400)
    }

    @Test(arguments: [HTTPRequest.Method.delete, .patch, .options])
    func theStockProxyHasThreeMethods(method: HTTPRequest.Method) async throws {
        #expect(await status(try await emulator("stock"), Self.run, method) == 405)
        #expect(await status(try await emulator("open"), Self.run, method) != 400)
    }

    @Test func theStockProxyPassesOnlyItsOwnHeaderFields() throws {
        let fields: HTTPFields = [
            .falQueuePriority: "low", .contentType: "text/plain", .cookie: "a=b", .accept: "text/event-stream",
            .userAgent: "mine", .authorization: "Key a:b", .falseworkScenario: "success", .referer: "http://localhost/",
        ]
        var request = Request(method: .post, target: "/api/fal/proxy", headerFields: fields)
        _ = try ProxyGate(mode: .stock).admit(&request, to: Self.run)
        let names = request.headerFields.map(\.name.canonicalName).sorted()
        #expect(
            names == [
                "accept", "authorization", "content-type", "user-agent", "x-fal-client-proxy", "x-fal-queue-priority",
                "x-falsework-scenario",
            ]
        )
        #expect(request.header(.accept) == "application/json" && request.header(.contentType) == "application/json")
        #expect(request.header(.falClientProxy) == "@fal-ai/server-proxy/nextjs-app-router")
        #expect(request.header(.authorization) == "Key a:b" && request.header(.userAgent) == "mine")
    }

    @Test func aProxyWithoutAKeySendsTheWordUndefined() async throws {
        var emulator = try await emulator("keyless")
        #expect(await status(emulator, Self.run) == 200, "the caller's own key wins")
        emulator.key = nil
        // Requests without a key meet the world of the emulator's own.
        emulator.emulator.worlds.world(of: .proxy).proxyMode = .keyless
        let answer = await emulator.send(.post, "/api/fal/proxy", TestEmulator.goodInput, [.falTargetURL: Self.run])
        #expect(answer.status == 401)
        #expect(answer.detail == "Invalid Key Authorization header format. Expected '<key_id>:<key_secret>'.")
    }

    @Test func theFormulaOfTheOlderDocumentation() async throws {
        let emulator = try await emulator("formula")
        #expect(await status(emulator, Self.run) == 200)
        #expect(await status(emulator, Self.run, .put) == 405)
        #expect(await status(emulator, "https://fal.media/files/x", .get) == 412)
        #expect(await status(emulator, "https://notfal.ai/x", .get) == 412)
        #expect(await status(emulator, "nonsense", .get) == 412)
        #expect(await status(emulator, Self.run, .post, [.contentType: "text/plain"]) == 415)
        #expect(await emulator.send(.post, "/api/fal/proxy", TestEmulator.goodInput).status == 400)
    }

    @Test func theModeIsTheWorldsAndGoesWithAReset() async throws {
        let emulator = try await emulator("stock")
        var other = emulator
        other.key = "somebody:else"
        #expect(await status(other, "https://rest.fal.ai/tokens/") != 400)
        #expect(await emulator.send(.put, "/_falsework/v1/proxy", ["mode": "closed"]).status == 400)
        await emulator.send(.post, "/_falsework/v1/reset")
        #expect(await emulator.send(.get, "/_falsework/v1/proxy").json["mode"]?.string == "open")
    }

    @Test(arguments: ["/api/fal/proxy", "/fal/proxy", "/app/api/fal/proxy", "/api/fal/proxy/"])
    func aProxysPathWithoutATarget(path: String) async throws {
        for method in [HTTPRequest.Method.get, .post, .put] {
            let reply = try await TestEmulator().send(method, path)
            #expect((reply.status, reply.text) == (400, #""Invalid request""#))
        }
    }
}
