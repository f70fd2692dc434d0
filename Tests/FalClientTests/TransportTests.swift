import FalClientCurl
import Foundation
import HTTPServer
import HTTPTypes
import JSON
import Testing

@testable import FalClient

/// What every transport promises, held against each.
@Suite(.timeLimit(.minutes(1))) struct TransportTests {
    enum Kind: CaseIterable, Sendable {
        case urlSession
        case curl

        /// A transport without connections.
        func make() -> any ClientTransport {
            switch self {
            case .urlSession: URLSessionTransport()
            case .curl: CurlTransport()
            }
        }
    }

    /// Serves on a port of the system's choice.
    private func serve(_ handler: @escaping Handler, test: (String) async throws -> Void) async throws {
        let server = Server(ServerConfiguration(listeners: [Listener()]), handler: handler)
        try server.start()
        do {
            try await test("127.0.0.1:\(server.addresses[0].port)")
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    private func request(
        _ method: HTTPRequest.Method,
        _ authority: String,
        _ path: String = "/",
        _ fields: HTTPFields = [:]
    ) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "http", authority: authority, path: path, headerFields: fields)
    }

    private func text(_ text: String, status: HTTPResponse.Status = .ok, _ fields: HTTPFields = [:]) -> Answer {
        .now(Response(status: status, headerFields: fields, body: .bytes(Array(text.utf8))))
    }

    @Test(arguments: Kind.allCases) func bodiesFieldsAndTargetsArriveAsTheyAre(_ kind: Kind) async throws {
        try await serve { request in
            let length = request.header(.contentLength) ?? "none"
            let chunked = request.header(.transferEncoding) ?? "no"
            return text(
                "\(request.method) \(request.target) \(request.header(.named("x-a")) ?? "") \(length) \(chunked)"
            )
        } test: { (authority: String) async throws in
            let transport = kind.make()
            func send(_ method: HTTPRequest.Method, _ path: String, _ body: RequestBody) async throws -> String {
                let (_, answer) = try await transport.send(
                    request(method, authority, path, [.named("x-a"): "1", .contentType: "a/b"]),
                    body: body
                )
                return String(decoding: try await answer.collected(upTo: 1000), as: UTF8.self)
            }
            #expect(try await send(.get, "/a%2Fb?x=%2F&y", .none) == "GET /a%2Fb?x=%2F&y 1 none no")
            #expect(try await send(.post, "/", .none) == "POST / 1 0 no")
            #expect(try await send(.put, "/", .none) == "PUT / 1 0 no")
            #expect(try await send(.post, "/", .bytes([1, 2])) == "POST / 1 2 no")
        }
    }

    @Test(arguments: Kind.allCases) func filesArriveWholeAndInRanges(_ kind: Kind) async throws {
        let content = (0..<700_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let file = try TemporaryFile()
        try file.append(content)
        try file.close()
        defer { file.remove() }
        let received = Collected<[UInt8]>()
        try await serve { request in
            received.append(request.body)
            return text("")
        } test: { (authority: String) async throws in
            let transport = kind.make()
            for range in [0..<700_000, 0..<1, 5..<600_001, 0..<699_999] {
                let part = FileRange(path: file.path, offset: Int64(range.lowerBound), length: Int64(range.count))
                _ = try await transport.send(request(.put, authority), body: .file(part))
                #expect(received.values.last == Array(content[range]))
            }
            for part in [
                FileRange(path: file.path, offset: 699_999, length: 2),
                FileRange(path: "/nonexistent", offset: 0, length: 1),
            ] {
                let error = await #expect(throws: TransportError.self) {
                    try await transport.send(request(.put, authority), body: .file(part))
                }
                #expect(error?.code == .unreadableFile)
            }
            #expect(received.values.count == 4)
        }
    }

    @Test(arguments: Kind.allCases, [200, 204, 301, 302, 303, 307, 308, 404, 500]) func everyStatusIsAnAnswer(
        _ kind: Kind,
        _ status: Int
    ) async throws {
        let count = Guarded(0)
        try await serve { _ in
            count.withLock { $0 += 1 }
            return text(status == 204 ? "" : "moved", status: .init(code: status), [.location: "/elsewhere"])
        } test: { (authority: String) async throws in
            let (head, body) = try await kind.make().send(request(.post, authority), body: .bytes([1]))
            #expect(head.status.code == status)
            #expect(head.headerFields[.location] == "/elsewhere")
            #expect(try await body.collected(upTo: 100) == Array((status == 204 ? "" : "moved").utf8))
        }
        #expect(count.withLock { $0 } == 1)
    }

    @Test(arguments: Kind.allCases) func aStreamComesPieceByPieceAndEndsWhenItIsDropped(_ kind: Kind) async throws {
        let (left, leaving) = AsyncStream.makeStream(of: Void.self)
        let (asked, asking) = AsyncStream.makeStream(of: Void.self)
        try await serve { _ in
            .now(
                Response(
                    body: .stream { writer in
                        defer { leaving.finish() }
                        try? await writer.write(Array("one".utf8))
                        for await _ in asked { break }
                        try? await writer.write(Array("two".utf8))
                        try? await forever()
                    }
                )
            )
        } test: { (authority: String) async throws in
            do {
                let (_, body) = try await kind.make().send(request(.get, authority), body: .none)
                var pieces = body.makeAsyncIterator()
                #expect(try await pieces.next() == Array("one".utf8))
                asking.yield()
                #expect(try await pieces.next() == Array("two".utf8))
            }
            for await _ in left {}
        }
    }

    @Test(arguments: Kind.allCases, ["/head", "/body"]) func aCancelledTaskGetsItsErrorAtOnceAndEndsTheExchange(
        _ kind: Kind,
        _ path: String
    ) async throws {
        let (arrived, arriving) = AsyncStream.makeStream(of: Void.self)
        let (left, leaving) = AsyncStream.makeStream(of: Void.self)
        try await serve { request in
            if request.target == "/head" {
                return .later {
                    arriving.yield()
                    try? await forever()
                    leaving.finish()
                    return Response()
                }
            }
            return .now(
                Response(
                    body: .stream { writer in
                        try? await writer.write([1])
                        arriving.yield()
                        try? await forever()
                        leaving.finish()
                    }
                )
            )
        } test: { (authority: String) async throws in
            let transport = kind.make()
            let task = Task {
                let (_, body) = try await transport.send(request(.get, authority, path), body: .none)
                return try await body.collected(upTo: 100)
            }
            for await _ in arrived { break }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            for await _ in left {}
        }
    }

    @Test(arguments: Kind.allCases) func connectionsAreUsedAgain(_ kind: Kind) async throws {
        let server = Server(ServerConfiguration(listeners: [Listener()]), handler: { _ in text("ok") })
        try server.start()
        let transport = kind.make()
        for _ in 0..<20 {
            let (_, body) = try await transport.send(
                request(.get, "127.0.0.1:\(server.addresses[0].port)"),
                body: .none
            )
            _ = try await body.collected(upTo: 10)
        }
        #expect(server.connectionCount == 1)
        await server.stop()
    }

    @Test(arguments: Kind.allCases) func failuresHaveTheirCodes(_ kind: Kind) async throws {
        let transport = kind.make()
        func code(_ request: HTTPRequest) async -> TransportError.Code? {
            await #expect(throws: TransportError.self) {
                let (_, body) = try await transport.send(request, body: .none)
                _ = try await body.collected(upTo: 1000)
            }?.code
        }
        #expect(await code(request(.get, "127.0.0.1:1")) == .cannotConnect)
        #expect(await code(request(.get, "user@127.0.0.1")) == .badRequest)
        #expect(await code(request(.get, "127.0.0.1", "no-slash")) == .badRequest)
        #expect(
            await code(HTTPRequest(method: .get, scheme: "file", authority: "x", path: "/etc/passwd")) == .badRequest
        )
        try await serve { request in
            switch request.target {
            case "/hangup": return .now(Response(body: .hangUp))
            case "/reset": return .now(Response(body: .reset))
            case "/garbage": return .now(Response(body: .garbage([UInt8](repeating: 0xFE, count: 100))))
            default: return .now(Response(body: .sizedStream(1000) { writer in try? await writer.write([1]) }))
            }
        } test: { (authority: String) async throws in
            for path in ["/hangup", "/reset", "/garbage", "/half"] {
                let found = await code(request(.get, authority, path))
                #expect(found?.mayHaveBeenReceived == true, "\(path): \(String(describing: found))")
            }
        }
    }

    @Test(arguments: Kind.allCases) func hostileAnswersAreErrors(_ kind: Kind) async throws {
        try await serve { request in
            switch request.pathSegments?.last {
            case "html": return text("<html>", [.contentType: "text/html"])
            case "huge":
                return .now(
                    Response(
                        body: .sizedStream(10_737_418_240) { writer in
                            while (try? await writer.write([UInt8](repeating: 0x20, count: 65_536))) != nil {}
                        }
                    )
                )
            case "half": return .now(Response(body: .sizedStream(1000) { writer in try? await writer.write([0x7B]) }))
            case "away": return text("", status: .found, [.location: "http://127.0.0.1:1/x"])
            case "utf8": return .now(Response(body: .bytes([0x22, 0xFF, 0xFE, 0x22])))
            default: return text("", status: .internalServerError)
            }
        } test: { (authority: String) async throws in
            let client = FalClient.test(kind.make(), hosts: .falsework("http://\(authority)")) {
                $0.retries = .never
                $0.maximumResponseBytes = 1 << 20
            }
            func code(_ name: String) async -> FalError.Code? {
                await #expect(throws: FalError.self) { try await client.run("a/\(name)", input: [:]) }?.code
            }
            #expect(await code("html") == .invalidAnswer)
            #expect(await code("huge") == .invalidAnswer)
            #expect(await code("half") == .transport)
            #expect(await code("away") == .transport)
            #expect(await code("utf8") == .invalidAnswer)
        }
    }
}
