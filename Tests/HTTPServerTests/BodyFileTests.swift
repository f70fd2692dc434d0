import Foundation
import HTTPServer
import HTTPTypes
import Synchronization
import Testing

/// Bodies that go to files, chosen by the first segment of the path.
@Suite(.timeLimit(.minutes(1))) struct BodyFileTests {
    /// A directory for one test, and a server that says what it got.
    private func withUploads(
        limit: UInt64 = 1_000_000,
        budget: DiskBudget = DiskBudget(limit: 1 << 30),
        clock: TestClock? = nil,
        seen: Witness = Witness(),
        test: (Server, UInt16, String) async throws -> Void
    ) async throws {
        let directory = NSTemporaryDirectory() + "/body-file-test-\(UUID())"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        var configuration = ServerConfiguration.test(maximumBodyBytes: 1000)
        configuration.idleTimeout = .seconds(1000)
        configuration.chooseBody = { request in
            switch request.pathSegments?.first {
            case "nowhere": return .nowhere
            case "small": return .memory(limit: 3)
            case "lost":
                return .file(BodyFileTarget(directory: directory + "/missing", limit: limit, budget: budget))
            case "file":
                return .file(
                    BodyFileTarget(directory: directory, limit: limit, budget: budget) { LengthDigest(seen) }
                )
            default: return .memory(limit: nil)
            }
        }
        let handler: Handler = { request in
            if let failure = request.bodyFailure { return .now(.text("failure \(failure)")) }
            guard let file = request.bodyFile else { return .now(.text("memory \(request.body.count)")) }
            let content = FileManager.default.contents(atPath: file.path) ?? Data()
            let sum = content.reduce(0) { $0 &+ Int($1) }
            return .now(.text("file \(file.size) \(content.count) \(sum) \(file.digest ?? "")"))
        }
        try await withServer(configuration, clock: clock, handler: handler) { server, port in
            try await test(server, port, directory)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
        #expect(budget.used == 0)
    }

    /// Learns when a file that was being written is no more, or is complete.
    final class Witness: Sendable {
        let begun = Event()
        let gone = Event()
    }

    private final class LengthDigest: ContentDigest {
        private var count = 0
        private let seen: Witness
        init(_ seen: Witness) { self.seen = seen }
        func update(_ bytes: RawSpan) {
            count += bytes.byteCount
            seen.begun.happen()
        }
        func finish() -> String { "digest of \(count)" }
        deinit { seen.gone.happen() }
    }

    private static let head = "Host: h\r\n"

    @Test func aBodyIsAFileWhileTheRequestLives() async throws {
        try await withUploads { _, port, directory in
            let client = try await RawClient.connect(port: port)
            let body = String(repeating: "abcdefgh", count: 50_000)
            let sum = body.utf8.reduce(0) { $0 + Int($1) }
            let sized = try await client.exchange(
                "PUT /file HTTP/1.1\r\n\(Self.head)Content-Length: 400000\r\n\r\n\(body)"
            )
            #expect(sized.body == "file 400000 400000 \(sum) digest of 400000")
            let chunked =
                "PUT /file HTTP/1.1\r\n\(Self.head)Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n"
            #expect(try await client.exchange(chunked).body == "file 3 3 294 digest of 3")
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
            // What others do on the same connection is as it was.
            let memory = try await client.exchange("PUT /a HTTP/1.1\r\n\(Self.head)Content-Length: 4\r\n\r\nabcd")
            #expect(memory.body == "memory 4")
        }
    }

    @Test func aBodyThatIsTooLargeIsRefusedBeforeItIsSent() async throws {
        try await withUploads(limit: 10) { _, port, _ in
            let client = try await RawClient.connect(port: port)
            let expecting = "PUT /file HTTP/1.1\r\n\(Self.head)Expect: 100-continue\r\nContent-Length: 11\r\n\r\n"
            #expect(try await client.exchange(expecting).body == "failure tooLarge")
        }
    }

    @Test func theSenderOfABodyThatIsTooLargeReadsTheAnswer() async throws {
        try await withUploads(limit: 10) { _, port, _ in
            let client = try await RawClient.connect(port: port)
            let body = String(repeating: "a", count: 3_000_000)
            let sized = "PUT /file HTTP/1.1\r\n\(Self.head)Content-Length: \(body.utf8.count)\r\n\r\n"
            #expect(try await client.exchange(sized + body).body == "failure tooLarge")
            let chunked = "PUT /file HTTP/1.1\r\n\(Self.head)Transfer-Encoding: chunked\r\n\r\n"
            #expect(try await client.exchange(chunked + "b\r\nabcdefghijk\r\n0\r\n\r\n").body == "failure tooLarge")
            #expect(try await client.exchange(chunked + "a\r\nabcdefghij\r\n0\r\n\r\n").body.hasPrefix("file 10 "))
        }
    }

    @Test func anEndlessBodyIsCut() async throws {
        try await withUploads(limit: 10) { _, port, _ in
            let client = try await RawClient.connect(port: port)
            try await client.send("PUT /file HTTP/1.1\r\n\(Self.head)Transfer-Encoding: chunked\r\n\r\n")
            let chunk = Array("186a0\r\n\(String(repeating: "a", count: 100_000))\r\n".utf8)
            await #expect(throws: RawClient.Failure.self) {
                for _ in 0..<400 { try await client.send(chunk) }
            }
        }
    }

    @Test func theHandlerAnswersByTheHeadAlone() async throws {
        try await withUploads { _, port, _ in
            let client = try await RawClient.connect(port: port)
            let head = "PUT /nowhere HTTP/1.1\r\n\(Self.head)Content-Length: 4\r\n"
            #expect(try await client.exchange(head + "\r\nabcd").body == "failure unwanted")
            // It was read to its end, so the connection goes on.
            let expecting = head + "Expect: 100-continue\r\n\r\n"
            #expect(try await client.exchange(expecting).body == "failure unwanted")
        }
    }

    @Test func memoryHasABoundOfItsOwn() async throws {
        try await withUploads { _, port, _ in
            let client = try await RawClient.connect(port: port)
            let head = "PUT /small HTTP/1.1\r\n\(Self.head)Content-Length: "
            #expect(try await client.exchange(head + "3\r\n\r\nabc").body == "memory 3")
            #expect(try await client.exchange(head + "4\r\n\r\nabcd").code == 413)
            let other = "PUT /other HTTP/1.1\r\n\(Self.head)Content-Length: 1001\r\n\r\n"
            #expect(try await client.exchange(other + String(repeating: "a", count: 1001)).code == 413)
        }
    }

    @Test func aCutUploadLeavesNothing() async throws {
        let seen = Witness()
        try await withUploads(seen: seen) { _, port, directory in
            let client = try await RawClient.connect(port: port)
            try await client.send("PUT /file HTTP/1.1\r\n\(Self.head)Content-Length: 10\r\n\r\nabc")
            #expect(await seen.begun.wait())
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory).count == 1)
            client.leaveAbruptly()
            #expect(await seen.gone.wait())
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
        }
    }

    @Test(arguments: 0..<20) func anUploadThatEndsTooEarlyLeavesNothing(round: Int) async throws {
        let seen = Witness()
        try await withUploads(seen: seen) { _, port, _ in
            let client = try await RawClient.connect(port: port)
            try await client.send("PUT /file HTTP/1.1\r\n\(Self.head)Content-Length: 1000000\r\n\r\n")
            try await client.send([UInt8](repeating: 0, count: 400_000 + round))
            // The end comes while the last bytes are read, now and then with them.
            client.closeSendingHalf()
            #expect(await seen.gone.wait())
        }
    }

    @Test func whoSendsNothingMoreStillGetsTheAnswer() async throws {
        try await withUploads { _, port, _ in
            let client = try await RawClient.connect(port: port)
            let body = String(repeating: "a", count: 400_000)
            try await client.send("PUT /file HTTP/1.1\r\n\(Self.head)Content-Length: 400000\r\n\r\n\(body)")
            client.closeSendingHalf()
            #expect(try await client.readResponse().body.hasPrefix("file 400000 400000 "))
        }
    }

    @Test func aLateUploadLeavesNothing() async throws {
        let (seen, clock) = (Witness(), TestClock())
        try await withUploads(clock: clock, seen: seen) { server, port, directory in
            let client = try await RawClient.connect(port: port)
            try await client.send("PUT /file HTTP/1.1\r\n\(Self.head)Content-Length: 10\r\n\r\nabc")
            #expect(await seen.begun.wait())
            clock.advance(seconds: 301)
            server.enforceDeadlines()
            #expect(RawResponse(head: try await client.readToEnd()).code == 408)
            #expect(await seen.gone.wait())
            #expect(try FileManager.default.contentsOfDirectory(atPath: directory) == [])
        }
    }

    @Test func filesShareABudget() async throws {
        let budget = DiskBudget(limit: 10)
        try await withUploads(budget: budget) { _, port, directory in
            let kept = try BodyFile(
                Array("abcd".utf8),
                to: BodyFileTarget(directory: directory, limit: 5, budget: budget)
            )
            #expect(budget.used == 4)
            let client = try await RawClient.connect(port: port)
            let head = "PUT /file HTTP/1.1\r\n\(Self.head)Content-Length: "
            #expect(try await client.exchange(head + "7\r\n\r\nabcdefg").body == "failure overBudget")
            #expect(try await client.exchange(head + "6\r\n\r\nabcdef").body.hasPrefix("file 6 "))
            #expect(kept.size == 4)
        }
    }

    @Test func whatTheDiskDoesNotTakeIsToldToTheHandler() async throws {
        try await withUploads { _, port, _ in
            let client = try await RawClient.connect(port: port)
            let answer = try await client.exchange("PUT /lost HTTP/1.1\r\n\(Self.head)Content-Length: 3\r\n\r\nabc")
            #expect(answer.body.contains("notStored(\"cannot create a file in "))
            #expect(answer.body.contains("No such file or directory"))
        }
    }

    @Test func filesAreJoinedInOrder() async throws {
        let budget = DiskBudget(limit: 1 << 20)
        try await withUploads(budget: budget) { _, _, directory in
            let target = BodyFileTarget(directory: directory, limit: 600_000, budget: budget) {
                LengthDigest(Witness())
            }
            let (first, second) = ([UInt8](repeating: 1, count: 300_000), [UInt8](repeating: 2, count: 300_000))
            let parts = [try BodyFile(first, to: target), try BodyFile(second, to: target)]
            let whole = try BodyFile(joining: parts, to: target)
            #expect(FileManager.default.contents(atPath: whole.path) == Data(first + second))
            #expect((whole.size, whole.digest) == (600_000, "digest of 600000"))
            #expect(budget.used == 1_200_000)
            let error = #expect(throws: ServerError.self) { try BodyFile(joining: parts + parts, to: target) }
            #expect(error?.code == .tooLarge)
            #expect(budget.used == 1_200_000)
        }
    }
}
