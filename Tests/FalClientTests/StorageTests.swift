import Foundation
import HTTPTypes
import JSON
import Testing

@testable import FalClient

@Suite struct StorageTests {
    /// Storage with upload URLs that have a query; keeps what arrives, part by part.
    private final class Store: Sendable {
        private let state = Guarded(
            (parts: [Int: [UInt8]](), whole: [UInt8]?.none, calls: [String](), failures: [String: Int]())
        )
        private let tagsInHeader: Bool

        init(tagsInHeader: Bool = false, failing failures: [String: Int] = [:]) {
            self.tagsInHeader = tagsInHeader
            state.withLock { $0.failures = failures }
        }

        var calls: [String] { state.withLock { $0.calls } }
        var content: [UInt8] {
            state.withLock { state in
                state.whole ?? state.parts.sorted { $0.key < $1.key }.flatMap(\.value)
            }
        }
        var partCount: Int { state.withLock { $0.parts.count } }

        var transport: ScriptedTransport {
            ScriptedTransport(then: { request, body in try await self.step(request, body)(request, body) })
        }

        private func step(_ request: HTTPRequest, _ body: RequestBody) throws -> ScriptedTransport.Step {
            let path = request.path ?? ""
            let line = "\(request.method) \(path)"
            let mustFail = state.withLock { state in
                state.calls.append(line)
                guard let left = state.failures[line], left > 0 else { return false }
                state.failures[line] = left - 1
                return true
            }
            if mustFail { return answer(500) }
            var content: [UInt8] = []
            switch body {
            case .none: break
            case .bytes(let bytes): content = bytes
            case .file(let range): try range.forEachPiece { content += $0 }
            }
            if path.contains("/initiate") {
                return answer(
                    200,
                    ["file_url": "https://v3.fal.media/f/1", "upload_url": "https://up.example/u/1?sig=a%2Fb"]
                )
            }
            if path == "/u/1?sig=a%2Fb" {
                let content = content
                state.withLock { $0.whole = content }
                return answer()
            }
            if path == "/u/1/complete?sig=a%2Fb" { return bytes(200, []) }
            let number = path.split(separator: "/").last?.split(separator: "?").first.flatMap { Int($0) } ?? 0
            let part = content
            state.withLock { $0.parts[number] = part }
            if tagsInHeader { return bytes(200, [], [.eTag: "\"t\(number)\""]) }
            return answer(
                200,
                ["partNumber": .number(.integer(Int64(number))), "etag": .string(JSONString("t\(number)"))]
            )
        }
    }

    private func client(_ store: Store, _ change: @escaping (inout UploadOptions) -> Void = { _ in }) -> FalClient {
        FalClient.test(store.transport, hosts: .fal) {
            $0.uploads.multipartThreshold = 100
            $0.uploads.partBytes = 30
            change(&$0.uploads)
        }
    }

    private func content(_ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31) } }

    /// A file with content; removed by the test.
    private func withFile(_ content: [UInt8], _ body: (String) async throws -> Void) async throws {
        let file = try TemporaryFile()
        try file.append(content)
        try file.close()
        defer { file.remove() }
        try await body(file.path)
    }

    @Test(arguments: [0, 1, 99, 100]) func whatIsSmallGoesInOnePiece(_ count: Int) async throws {
        let store = Store()
        let url = try await client(store).storage.upload(data: Data(content(count)), ofType: .videoMp4)
        #expect(url == "https://v3.fal.media/f/1")
        #expect(store.content == content(count))
        #expect(store.calls == ["POST /storage/upload/initiate?storage_type=fal-cdn-v3", "PUT /u/1?sig=a%2Fb"])
    }

    @Test(arguments: [101, 119, 120, 121, 1000], [false, true]) func whatIsLargeGoesInParts(
        _ count: Int,
        _ tagsInHeader: Bool
    ) async throws {
        for isFile in [false, true] {
            let store = Store(tagsInHeader: tagsInHeader)
            let progress = Collected<UploadProgress>()
            if isFile {
                try await withFile(content(count)) {
                    _ = try await client(store).storage.upload(file: $0) { progress.append($0) }
                }
            } else {
                _ = try await client(store).storage.upload(data: Data([7] + content(count)).dropFirst()) {
                    progress.append($0)
                }
            }
            #expect(store.content == content(count))
            #expect(store.partCount == (count + 29) / 30)
            #expect(store.calls.first == "POST /storage/upload/initiate-multipart?storage_type=fal-cdn-v3")
            #expect(store.calls.last == "POST /u/1/complete?sig=a%2Fb")
            #expect(progress.values.first == UploadProgress(sentBytes: 0, totalBytes: Int64(count)))
            #expect(progress.values.last?.fraction == 1)
            #expect(progress.values.map(\.sentBytes) == progress.values.map(\.sentBytes).sorted())
            #expect(progress.values.count == store.partCount + 1)
        }
    }

    @Test(arguments: [0, 1, 30, 31, 60, 95, 1000], [1, 7, 64, 5000]) func aStreamOfUnknownLengthArrives(
        _ count: Int,
        _ pieceSize: Int
    ) async throws {
        let store = Store()
        let all = content(count)
        let pieces = stride(from: 0, to: count, by: pieceSize).map { Array(all[$0..<min(count, $0 + pieceSize)]) }
        let stream = AsyncStream { continuation in
            for piece in pieces { continuation.yield(piece) }
            continuation.finish()
        }
        let progress = Collected<UploadProgress>()
        let before = try temporaryFiles()
        _ = try await client(store).storage.upload(stream: stream, ofType: .videoMp4) { progress.append($0) }
        #expect(store.content == all)
        #expect(store.partCount == (count > 30 ? (count + 29) / 30 : 0))
        #expect(progress.values.last == UploadProgress(sentBytes: Int64(count), totalBytes: Int64(count)))
        #expect(try temporaryFiles().subtracting(before).filter { $0.contains("stream-of-\(count)-") }.isEmpty)
    }

    private func temporaryFiles() throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: FileManager.default.temporaryDirectory.path))
    }

    @Test func aPartIsTriedAgainByItself() async throws {
        let store = Store(failing: ["PUT /u/1/2?sig=a%2Fb": 2])
        _ = try await client(store).storage.upload(data: Data(content(150)))
        #expect(store.content == content(150))
        #expect(store.calls.filter { $0.hasPrefix("PUT") }.count == 5 + 2)
    }

    @Test func aPartThatKeepsFailingFailsTheUpload() async throws {
        let store = Store(failing: ["PUT /u/1/2?sig=a%2Fb": 100])
        let error = await #expect(throws: FalError.self) {
            try await client(store).storage.upload(data: Data(content(150)))
        }
        #expect(error?.status == 500)
        #expect(!store.calls.contains { $0.contains("complete") })
    }

    @Test func noMorePartsAreUnderWayThanAllowed() async throws {
        let counts = Guarded((now: 0, most: 0))
        let store = Store()
        let inner = store.transport
        let transport = ScriptedTransport(
            then: { request, body in
                counts.withLock {
                    $0.now += 1
                    $0.most = max($0.most, $0.now)
                }
                defer { counts.withLock { $0.now -= 1 } }
                for _ in 0..<50 { await Task.yield() }
                return try await inner.send(request, body: body)
            }
        )
        let client = FalClient.test(transport, hosts: .fal) {
            $0.uploads.multipartThreshold = 0
            $0.uploads.partBytes = 10
            $0.uploads.parallelParts = 3
        }
        _ = try await client.storage.upload(data: Data(content(300)))
        #expect(counts.withLock { $0.most } <= 3)
        #expect(store.content == content(300))
    }

    @Test(
        arguments: [
            [:], ["file_url": "x", "upload_url": "https://a.example/"], ["file_url": "https://a.example/"],
            ["file_url": "https://a.example/", "upload_url": "http://a.example/"],
            ["file_url": "https://a.example/", "upload_url": "file:///etc/passwd"],
        ] as [JSONValue]
    ) func anAnswerWithoutAPlaceIsNoAnswer(_ body: JSONValue) async {
        let transport = ScriptedTransport([answer(200, body)])
        let error = await #expect(throws: FalError.self) {
            try await FalClient.test(transport, hosts: .fal).storage.upload(data: Data([1]))
        }
        #expect(error?.code == .invalidAnswer)
        #expect(transport.sent.count == 1)
    }

    @Test func aFileThatIsNotThereIsAnErrorBeforeAnythingIsSent() async {
        let transport = ScriptedTransport()
        for path in ["/nonexistent/file.mp4", "/tmp"] {
            let error = await #expect(throws: FalError.self) {
                try await FalClient.test(transport).storage.upload(file: path)
            }
            #expect(error?.code == .unreadableFile)
        }
        #expect(transport.sent.isEmpty)
    }

    @Test func lifecyclesAndTypesAreSent() async throws {
        let store = Store()
        let inner = store.transport
        let client = FalClient.test(inner, hosts: .fal) { $0.uploads.expirationSeconds = 3600 }
        _ = try await client.storage.upload(data: Data([1]), ofType: .audioWav, name: "../ä\n.wav")
        let first = try #require(inner.sent.first)
        #expect(
            first.request.headerFields[.named("x-fal-object-lifecycle")] == #"{"expiration_duration_seconds":3600}"#
        )
        #expect(first.body == .bytes(Array(#"{"content_type":"audio/wav","file_name":"..___.wav"}"#.utf8)))
        #expect(FileType(fileName: "a/b.MOV") == .videoQuickTime)
        #expect(FileType(fileName: "a.b/c") == .applicationStream)
    }

    @Test func anOutputIsSavedWhole() async throws {
        let transport = ScriptedTransport([
            bytes(200, content(1000)), bytes(200, content(1000)), failure(.connectionLost),
        ])
        let folder = FileManager.default.temporaryDirectory.appending(path: "fal-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "out.mp4").path(percentEncoded: false)
        let storage = FalClient.test(transport).storage
        #expect(try await storage.download("https://v3b.fal.media/f", to: path) == 1000)
        #expect(FileManager.default.contents(atPath: path).map { [UInt8]($0) } == content(1000))
        #expect(transport.sent[0].request.headerFields[.authorization] == nil)
        let error = await #expect(throws: FalError.self) {
            try await storage.download("https://v3b.fal.media/f", to: path + "2", maximumBytes: 999)
        }
        #expect(error?.code == .invalidAnswer)
        await #expect(throws: FalError.self) { try await storage.download("https://v3b.fal.media/f", to: path + "3") }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["out.mp4"])
    }
}
