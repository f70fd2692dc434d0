import Foundation
import HTTPClient
import HTTPServer
import HTTPTypes
import Testing

@Suite struct RequestBodyTests {
    private static let echo: Handler = { request in
        .now(
            Response(
                headerFields: [.contentLocation: request.header(.transferEncoding) ?? "none"],
                body: .bytes(request.body)
            )
        )
    }

    private struct Broken: Error {}

    @Test(arguments: [0, 1, 16_384, 65_536, 65_537, 3_000_000])
    func everyKindOfBodyArrivesWhole(size: Int) async throws {
        let content = pattern(size)
        let folder = FileManager.default.temporaryDirectory
        let file = folder.appendingPathComponent(UUID().uuidString)
        try Data("head".bytes + content + "tail".bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let produce: @Sendable (HTTPClient.RequestBodyWriter) async throws -> Void = { writer in
            for start in stride(from: 0, to: content.count, by: 70_001) {
                try await writer.write(Array(content[start..<min(content.count, start + 70_001)]))
            }
        }
        try await withServer(Self.echo) { port in
            let client = patientClient()
            for method in [HTTPRequest.Method.post, .put, .init("DELETE")!] {
                for (body, coding) in [
                    (.bytes(content), "none"), (.file(path: file.path, offset: 4, length: UInt64(size)), "none"),
                    (.stream(length: UInt64(size), produce), "none"), (.stream(length: nil, produce), "chunked"),
                ] as [(HTTPClient.RequestBody, String)] {
                    let (response, answer) = try await client.send(request(port, method), body: body)
                    #expect(answer == content)
                    #expect(response.headerFields[.contentLocation] == coding)
                }
            }
            let (_, rest) = try await client.send(request(port, .put), body: .file(path: file.path, offset: 4))
            #expect(rest == content + "tail".bytes)
        }
    }

    @Test func aSlowMakerIsWaitedFor() async throws {
        try await withServer(Self.echo) { port in
            let (gate, opened) = AsyncStream.makeStream(of: Void.self)
            let body = HTTPClient.RequestBody.stream(length: nil) { writer in
                try await writer.write("one ".bytes)
                for await _ in gate { break }
                try await writer.write([])
                try await writer.write("two".bytes)
            }
            async let answer = patientClient().send(request(port, .post), body: body)
            opened.yield()
            let (_, content) = try await answer
            #expect(content == "one two".bytes)
        }
    }

    @Test(arguments: [
        (4, "the body is longer than was said"), (6, "the body is shorter than was said"),
        (nil, "the body could not be made: Broken()"),
    ])
    func aBodyThatIsNotWhatWasSaidEndsTheTransfer(length: UInt64?, message: String) async throws {
        let server = try LoopbackServer(.open(""))
        let body = HTTPClient.RequestBody.stream(length: length) { writer in
            try await writer.write("12345".bytes)
            if length == nil { throw Broken() }
        }
        let error = await #expect(throws: HTTPClientError.self) {
            _ = try await patientClient().send(request(server.port, .post), body: body)
        }
        #expect(error?.code == .bodyFailed)
        #expect(error?.message == message)
    }

    @Test func theMakerIsCancelledWithTheRequest() async throws {
        let server = try LoopbackServer(.open("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"))
        let (outcomes, report) = AsyncStream.makeStream(of: String.self)
        let body = HTTPClient.RequestBody.stream(length: nil) { writer in
            report.yield("made")
            do {
                while true { try await writer.write(pattern(100_000)) }
            } catch {
                report.yield(error is CancellationError ? "cancelled" : "\(error)")
                throw error
            }
        }
        let task = Task {
            await code { () throws(HTTPClientError) in
                _ = try await patientClient().send(request(server.port, .post), body: body)
            }
        }
        var iterator = outcomes.makeAsyncIterator()
        #expect(await iterator.next() == "made")
        task.cancel()
        #expect(await task.value == .cancelled)
        #expect(await iterator.next() == "cancelled")
    }

    @Test func aMakerIsNotCalledWithoutAConnection() async throws {
        let server = try LoopbackServer([])
        let body = HTTPClient.RequestBody.stream(length: nil) { _ in Issue.record("it was called") }
        #expect(
            await code { () throws(HTTPClientError) in
                _ = try await patientClient().send(request(server.port, .post), body: body)
            } == .cannotConnect
        )
    }

    @Test func anAnswerBeforeTheEndOfTheBodyIsTaken() async throws {
        let server = try LoopbackServer(
            .hasty("HTTP/1.1 413 Content Too Large\r\nConnection: close\r\nContent-Length: 3\r\n\r\nbig")
        )
        let (response, answer) = try await patientClient().send(request(server.port, .post), body: pattern(20_000_000))
        #expect(response.status == .contentTooLarge)
        #expect(answer == "big".bytes)
    }

    @Test func filesThatCannotBeSentAreErrors() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data("12345".bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        for body in [
            .file(path: file.path + ".none"), .file(path: "/"), .file(path: "/dev/null"),
            .file(path: file.path, offset: 6), .file(path: file.path, offset: 3, length: 3),
            .file(path: file.path, offset: .max, length: .max),
        ] as [HTTPClient.RequestBody] {
            let found = await code { () throws(HTTPClientError) in
                _ = try await patientClient().send(request(1, .post), body: body)
            }
            #expect(found == .bodyFailed)
        }
    }

    @Test(
        arguments: [
            ([.transferEncoding: "chunked"], "x"), ([.contentLength: "2"], "x"), ([.contentLength: "1"], nil),
        ] as [(HTTPFields, String?)]
    )
    func theFramingIsNotTheCallers(fields: HTTPFields, body: String?) async {
        let found = await code { () throws(HTTPClientError) in
            _ = try await patientClient().send(request(1, .post, "/", fields), body: body?.bytes)
        }
        #expect(found == .badRequest)
    }

    @Test func aTrueLengthIsSentOnce() async throws {
        let server = try LoopbackServer(.bytes("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"))
        _ = try await patientClient().send(request(server.port, .post, "/", [.contentLength: "1"]), body: "x".bytes)
        let head = "POST / HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nContent-Length: 1\r\n\r\nx"
        #expect(await server.request() == head)
    }

    @Test func headHasNoBody() async {
        let found = await code { () throws(HTTPClientError) in
            _ = try await patientClient().send(request(1, .head), body: "x".bytes)
        }
        #expect(found == .badRequest)
    }
}
