import FalAPI
import FalClientCurl
import FalEmulator
import Foundation
import HTTPClient
import HTTPServer
import HTTPTypes
import JSON
import Testing

@testable import FalClient

/// The same tests at each depth: the emulator's handler without a socket, over HTTP, and over TLS with libcurl.
@Suite(.timeLimit(.minutes(1))) struct EmulatorTests {
    enum Depth: CaseIterable, Sendable {
        case handler
        case socket
        case tls
    }

    private func withClient(
        _ depth: Depth,
        scenario: String? = nil,
        _ test: (FalClient) async throws -> Void
    ) async throws {
        switch depth {
        case .handler:
            let emulator = try Repository.emulator()
            defer { emulator.removeUploads() }
            try await test(.test(Marked(EmulatorTransport(handler: emulator.handler), scenario)))
        case .socket:
            let emulator = try Repository.emulator()
            defer { emulator.removeUploads() }
            var serving = ServerConfiguration(listeners: [Listener()])
            serving.chooseBody = emulator.bodyChooser
            let server = Server(serving, handler: emulator.handler)
            try server.start()
            let hosts = ServiceHosts.falsework("http://127.0.0.1:\(server.addresses[0].port)")
            do {
                try await test(.test(Marked(URLSessionTransport(), scenario), hosts: hosts))
            } catch {
                await server.stop()
                throw error
            }
            await server.stop()
        case .tls:
            var options = LocalEmulator.Options()
            options.isSecure = true
            try await withEmulator(options) { (emulator: LocalEmulator) async throws in
                var curl = HTTPClient.Options()
                curl.authoritiesPEM = emulator.authorityPEM
                curl.trustsSystemAuthorities = false
                let hosts = ServiceHosts.falsework(try #require(emulator.secureURL))
                try await test(.test(Marked(CurlTransport(curl), scenario), hosts: hosts))
            }
        }
    }

    /// Chooses a scenario for every request.
    private struct Marked: ClientTransport {
        let inner: any ClientTransport
        let scenario: String?

        init(_ inner: any ClientTransport, _ scenario: String?) {
            self.inner = inner
            self.scenario = scenario
        }

        func send(_ request: HTTPRequest, body: RequestBody) async throws -> (HTTPResponse, ResponseBody) {
            var request = request
            request.headerFields[.falseworkScenario] = scenario
            return try await inner.send(request, body: body)
        }
    }

    private static let input = KlingVideo.VideoToAudio.Input(videoURL: "https://example.com/a.mp4")

    @Test(arguments: Depth.allCases) func bothEndpointsAreRun(_ depth: Depth) async throws {
        try await withClient(depth) { (fal: FalClient) async throws in
            let sound = try await fal.run(KlingVideo.VideoToAudio.self, input: Self.input)
            #expect(sound.video.contentType == "video/mp4")
            #expect(sound.audio.contentType == "audio/mpeg")
            let lips = try await fal.run(
                KlingVideo.LipsyncAudioToVideo.self,
                input: .init(videoURL: "https://example.com/a.mp4", audioURL: "https://example.com/a.mp3")
            )
            #expect(lips.video.url.contains("/files/"))
        }
    }

    @Test(arguments: Depth.allCases, [UpdateMode.polling, .streaming]) func aRequestIsFollowed(
        _ depth: Depth,
        _ mode: UpdateMode
    ) async throws {
        try await withClient(depth) { (fal: FalClient) async throws in
            let updates = Collected<QueueStatus>()
            let output = try await fal.subscribe(
                to: KlingVideo.VideoToAudio.self,
                input: Self.input,
                options: SubscribeOptions(updates: mode, includeLogs: true)
            ) { updates.append($0) }
            #expect(output.video.fileName == "dubbed_video.mp4")
            let last = try #require(updates.values.last)
            #expect(last.isCompleted)
            #expect(last.inferenceTime != nil)
            // All lines, each once, whichever way they came.
            let all = try await fal.queue.status(
                KlingVideo.VideoToAudio.endpointID,
                of: last.requestID,
                includeLogs: true
            ).logs
            #expect(!all.isEmpty)
            #expect(updates.values.flatMap(\.logs) == all)
        }
    }

    @Test(arguments: Depth.allCases) func failuresAreTyped(_ depth: Depth) async throws {
        try await withClient(depth, scenario: "content_policy_violation") { (fal: FalClient) async throws in
            let error = await #expect(throws: FalError.self) {
                try await fal.subscribe(to: KlingVideo.VideoToAudio.self, input: Self.input)
            }
            #expect(error?.code == .invalidInput)
            #expect(error?.errorType == "content_policy_violation")
            #expect(error?.isRetryable == false)
            #expect(error?.requestID != nil)
        }
        try await withClient(depth) { (fal: FalClient) async throws in
            let error = await #expect(throws: FalError.self) {
                try await fal.subscribe(to: KlingVideo.VideoToAudio.endpointID, input: ["video_ur": "x"])
            }
            #expect(error?.details.map(\.field) == ["video_url"])
            #expect(error?.details.map(\.type) == ["missing"])
            let unknown = await #expect(throws: FalError.self) {
                try await fal.queue.submit("fal-ai/nothing/x", input: [:])
            }
            #expect(unknown?.code == .notFound)
        }
    }

    @Test(arguments: Depth.allCases) func aRequestIsCancelledAndItsHandleMadeAnew(_ depth: Depth) async throws {
        try await withClient(depth, scenario: "stuck_in_queue") { (fal: FalClient) async throws in
            let submitted = try await fal.queue.submit(KlingVideo.VideoToAudio.self, input: Self.input)
            let handle = try fal.queue.request(submitted.endpoint, id: submitted.requestID)
            #expect(await #expect(throws: FalError.self) { try await handle.result() }?.code == .notCompleted)
            #expect(try await handle.cancel() == .requested)
            let status = try await handle.status()
            #expect(status.isCompleted)
            #expect(status.errorType == "client_cancelled")
            #expect(await #expect(throws: FalError.self) { try await handle.result() }?.code == .requestCancelled)
            #expect(try await handle.cancel() == .alreadyCompleted)
        }
    }

    @Test(arguments: Depth.allCases) func aStartTimeoutIsTheCallers(_ depth: Depth) async throws {
        try await withClient(depth, scenario: "stuck_in_queue") { (fal: FalClient) async throws in
            var options = SubscribeOptions()
            options.submit.startTimeout = .seconds(5)
            let error = await #expect(throws: FalError.self) {
                try await fal.subscribe(to: KlingVideo.VideoToAudio.self, input: Self.input, options: options)
            }
            #expect(error?.code == .requestTimedOut)
            #expect(error?.timeoutType == "user")
        }
    }

    @Test(arguments: Depth.allCases) func aWrongKeyIsNoKey(_ depth: Depth) async throws {
        try await withClient(depth) { (fal: FalClient) async throws in
            var configuration = fal.configuration
            configuration.credentials = .keyPair("invalid:x")
            let error = await #expect(throws: FalError.self) {
                try await FalClient(configuration).run("fal-ai/kling-video/video-to-audio", input: [:])
            }
            #expect(error?.code == .unauthorized)
        }
    }

    @Test(arguments: Depth.allCases) func theProxyWayWorksToo(_ depth: Depth) async throws {
        try await withClient(depth) { (fal: FalClient) async throws in
            var configuration = fal.configuration
            configuration.proxyURL = fal.configuration.hosts.run.replacing("/run", with: "/api/fal/proxy")
            configuration.hosts = .fal
            let output = try await FalClient(configuration).subscribe(
                to: KlingVideo.VideoToAudio.self,
                input: Self.input,
                options: SubscribeOptions(updates: .streaming)
            )
            #expect(output.audio.url.contains("/files/"))
        }
    }

    @Test(
        arguments: [Depth.socket, .tls],
        [
            "{\"cut_body\": {\"after\": 700}}", "{\"duplicated_frames\": true}", "{\"split_frames\": {\"bytes\": 3}}",
        ]
    )
    func faultsOfAStreamAreMended(
        _ depth: Depth,
        _ fault: String
    ) async throws {
        try await withClient(depth) { (fal: FalClient) async throws in
            let control = fal.configuration.hosts.run.replacing("/run", with: "/_falsework/v1/faults")
            let url = try #require(AbsoluteURL(control))
            var call = ServiceCall(.upload, .post, url)
                .carrying(Array(#"{"on": "stream", "calls": 1, "fault": \#(fault)}"#.utf8))
            call.timeout = nil
            _ = try await fal.sender.send(call)
            let lines = Collected<QueueLog>()
            let ids = Collected<String>()
            _ = try await fal.subscribe(
                to: KlingVideo.VideoToAudio.self,
                input: Self.input,
                options: SubscribeOptions(updates: .streaming, includeLogs: true)
            ) {
                for line in $0.logs { lines.append(line) }
                ids.append($0.requestID)
            }
            let all = try await fal.queue.status(
                KlingVideo.VideoToAudio.endpointID,
                of: try #require(ids.values.last),
                includeLogs: true
            ).logs
            #expect(lines.values == all)
        }
    }

    /// How a file goes up.
    enum Upload: CaseIterable, Sendable {
        case single
        case parts
        case data
        case stream
    }

    @Test(arguments: [Depth.socket, .tls], Upload.allCases) func filesGoUpAreUsedAndComeDown(
        _ depth: Depth,
        _ upload: Upload
    ) async throws {
        let clip = Repository.root + "/fixtures/media/video-to-audio/input.mp4"
        let content = try Data(contentsOf: URL(filePath: clip))
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let saved = folder.appending(path: "saved").path()
        try await withClient(depth) { (fal: FalClient) async throws in
            var configuration = fal.configuration
            configuration.uploads.partBytes = 10_000
            if upload != .single { configuration.uploads.multipartThreshold = 10_000 }
            let fal = FalClient(configuration)
            let progress = Collected<UploadProgress>()
            let url: String
            switch upload {
            case .single, .parts: url = try await fal.storage.upload(file: clip) { progress.append($0) }
            case .data: url = try await fal.storage.upload(data: content, ofType: .videoMp4) { progress.append($0) }
            case .stream:
                let pieces = AsyncStream { continuation in
                    for start in stride(from: 0, to: content.count, by: 7_000) {
                        continuation.yield([UInt8](content.dropFirst(start).prefix(7_000)))
                    }
                    continuation.finish()
                }
                url = try await fal.storage.upload(stream: pieces, ofType: .videoMp4) { progress.append($0) }
            }
            #expect(progress.values.map(\.sentBytes) == progress.values.map(\.sentBytes).sorted())
            #expect(progress.values.last?.sentBytes == Int64(content.count))
            // The beginning and each part; a stream's end tells the whole.
            let reports: [Upload: Int] = [.single: 2, .parts: 4, .data: 4, .stream: 5]
            #expect(progress.values.count == reports[upload])
            #expect(progress.values.last?.fraction == 1)
            #expect(try await fal.storage.download(url, to: saved) == Int64(content.count))
            #expect(try Data(contentsOf: URL(filePath: saved)) == content)
            let output = try await fal.subscribe(to: KlingVideo.VideoToAudio.self, input: .init(videoURL: .url(url)))
            for file in [output.video, output.audio] {
                let size = try await fal.storage.download(file.url, to: saved)
                #expect(size > 0 && size == file.fileSize.map(Int64.init))
            }
        }
    }
}
