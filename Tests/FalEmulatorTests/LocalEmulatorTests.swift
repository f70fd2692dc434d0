import HTTPClient
import HTTPTypes
import JSON
import Testing

@testable import FalEmulator

@Suite struct LocalEmulatorTests {
    private static let submit = HTTPRequest(
        method: .post,
        scheme: "http",
        authority: "localhost",
        path: "/queue/fal-ai/kling-video/video-to-audio"
    )
    private static let input = Array(#"{"video_url": "https://example.com/a.mp4"}"#.utf8)

    private struct Broken: Error {}

    /// Submits without a socket; the path of the request.
    private func submitted(_ world: FalWorld, _ query: String = "", _ fields: HTTPFields = [:]) async throws -> String {
        var request = Self.submit
        request.path! += query
        request.headerFields = fields
        let (response, body) = try await world.send(request, body: Self.input)
        #expect(response.status == .ok)
        let url = try #require(try JSONParser.parse(body)["response_url"]?.string)
        return String(url.dropFirst("http://localhost".count))
    }

    private func status(_ world: FalWorld, _ path: String) async throws -> String? {
        let (_, body) = try await world.send(
            HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: path + "/status")
        )
        return try JSONParser.parse(body)["status"]?.string
    }

    private func code(_ url: String, _ options: HTTPClient.Options = .init()) async -> String {
        let parts = url.split(separator: "://")
        let path = "/_falsework/v1/ready"
        let request = HTTPRequest(method: .get, scheme: String(parts[0]), authority: String(parts[1]), path: path)
        do {
            return try await "\(HTTPClient(options).send(request).0.status.code)"
        } catch {
            return error.code.description
        }
    }

    @Test func itListensOnPortsOfItsOwn() async throws {
        var options = LocalEmulator.Options()
        options.isSecure = true
        try await withEmulator(options) { one in
            try await withEmulator(options) { other in
                #expect(one.url != other.url)
                for emulator in [one, other] {
                    #expect(await code(emulator.url) == "200")
                    var trusting = HTTPClient.Options()
                    trusting.authoritiesPEM = emulator.authorityPEM
                    trusting.trustsSystemAuthorities = false
                    let url = try #require(emulator.secureURL)
                    #expect(await code(url, trusting) == "200")
                    #expect(await code(url) == "tlsFailed")
                }
            }
        }
    }

    @Test func itStopsHoweverTheClosureEnds() async throws {
        var url = ""
        let value = try await withEmulator { emulator in
            url = emulator.url
            return 7
        }
        #expect(value == 7)
        #expect(await code(url) == "cannotConnect")
        await #expect(throws: Broken.self) {
            try await withEmulator { emulator in
                url = emulator.url
                throw Broken()
            }
        }
        #expect(await code(url) == "cannotConnect")
        let (urls, started) = AsyncStream.makeStream(of: String.self)
        let task = Task {
            try await withEmulator { emulator in
                started.yield(emulator.url)
                try await TimeSource.forever()
            }
        }
        for await running in urls {
            url = running
            break
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(await code(url) == "cannotConnect")
    }

    @Test func anHourPassesAtOnce() async throws {
        try await withEmulator { emulator in
            emulator.clock.run(.manual)
            let path = try await submitted(
                emulator.world,
                "",
                [HTTPField.Name("x-falsework-scenario")!: "success; queue=3600; run=1"]
            )
            let start = emulator.clock.now
            #expect(try await status(emulator.world, path) == "IN_QUEUE")
            emulator.clock.advance(by: .seconds(3600))
            #expect(try await status(emulator.world, path) == "IN_PROGRESS")
            #expect(emulator.clock.advanceToNextEvent())
            emulator.clock.advance(by: .milliseconds(1500))
            #expect(try await status(emulator.world, path) == "COMPLETED")
            #expect(emulator.clock.now > start + 3601)
            emulator.clock.advance(by: .seconds(-5))
            #expect(emulator.clock.mode == .manual)
        }
    }

    @Test func byDefaultNobodyWaits() async throws {
        try await withEmulator { emulator in
            let path = try await submitted(
                emulator.world,
                "",
                [HTTPField.Name("x-falsework-scenario")!: "success; queue=86400; run=3600"]
            )
            var seen: [String] = []
            while seen.last != "COMPLETED", seen.count < 100 {
                let status = try #require(try await status(emulator.world, path))
                if status != seen.last { seen.append(status) }
            }
            #expect(seen == ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"])
        }
    }

    @Test func webhooksComeToTheSender() async throws {
        let (messages, arrived) = AsyncStream.makeStream(of: WebhookMessage.self)
        var options = LocalEmulator.Options()
        options.webhookSender = { message in
            arrived.yield(message)
            return .answered(status: 200)
        }
        try await withEmulator(options) { emulator in
            let path = try await submitted(emulator.world, "?fal_webhook=http://localhost:1/hook")
            for await message in messages {
                let body = try JSONParser.parse(message.body)
                #expect(body["request_id"]?.string == path.split(separator: "/").last.map(String.init))
                #expect(body["status"] == "OK")
                break
            }
        }
    }

    @Test func theJournalSaysWhatWasDone() async throws {
        try await withEmulator { emulator in
            let path = try await submitted(emulator.world)
            _ = try await status(emulator.world, path)
            let other = emulator.makeWorld()
            #expect(other.journal.calls.isEmpty)
            #expect(emulator.journal.calls.map(\.operation) == ["submit", "status"])
            let submit = try #require(emulator.journal.calls("submit").first)
            #expect(submit.endpoint == "fal-ai/kling-video/video-to-audio")
            #expect(submit.body == Self.input)
            #expect(submit.status == 200)
            #expect(submit.requestID == path.split(separator: "/").last.map(String.init))
            #expect(!"\(submit)".contains("in-process"), "credentials are not in it")
            emulator.journal.clear()
            #expect(emulator.journal.calls.isEmpty)
            #expect(try await status(other, path) == "NOT_FOUND")
        }
    }

    @Test func controlReachesTheWorld() async throws {
        try await withEmulator { emulator in
            #expect(try await emulator.control(.get, "clock")["mode"] == "auto")
            try await emulator.control(.put, "scenarios/choice", ["name": "content_policy_violation"])
            #expect(try await emulator.control(.get, "scenarios/choice")["choices"]?.array?.count == 1)
            try await emulator.control(.post, "faults", ["on": "submit", "fault": ["reset": true]])
            await #expect(throws: FalWorld.ConnectionBroken.self) { _ = try await submitted(emulator.world) }
            let error = await #expect(throws: FalWorld.ControlRefusal.self) {
                try await emulator.control(.put, "clock", ["mode": "sideways"])
            }
            #expect(error?.status == 400)
            #expect(error?.message.contains("/mode") == true)
        }
    }

    @Test func withoutASocketEverythingIsThereToo() async throws {
        var options = LocalEmulator.Options()
        options.listens = false
        try await withEmulator(options) { emulator in
            let path = try await submitted(emulator.world)
            let stream = HTTPRequest(
                method: .get,
                scheme: "http",
                authority: "localhost",
                path: path + "/status/stream"
            )
            let (_, frames) = try await emulator.send(stream)
            #expect(String(decoding: frames, as: UTF8.self).contains("COMPLETED"))
            let result = HTTPRequest(method: .get, scheme: "http", authority: "localhost", path: path)
            let (_, body) = try await emulator.send(result)
            let url = try #require(try JSONParser.parse(body)["video"]?["url"]?.string)
            #expect(url.hasPrefix("http://localhost/"))
            let file = HTTPRequest(
                method: .get,
                scheme: "http",
                authority: "localhost",
                path: String(url.dropFirst("http://localhost".count))
            )
            let (response, bytes) = try await emulator.send(file)
            #expect(response.status == .ok)
            #expect(bytes.count > 1000)
        }
    }

    @Test func directoriesThatAreNotThereAreNamed() async throws {
        var options = LocalEmulator.Options()
        options.openapi = "/nowhere/openapi"
        let error = await #expect(throws: LoadError.self) { try await withEmulator(options) { _ in } }
        #expect(error?.description == "/nowhere/openapi: no such directory")
        let moved = #expect(throws: LoadError.self) {
            try CheckoutData.directory("fixtures", source: "/gone/Sources/FalEmulator/InProcess/CheckoutData.swift")
        }
        #expect(
            moved?.description
                == "/gone/fixtures: is not there: the emulator was built from sources at /gone, which have "
                + "moved; say where the directory lies with LocalEmulator.Options.fixtures"
        )
    }
}
