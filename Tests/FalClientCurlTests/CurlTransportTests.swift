import FalClient
import FalClientCurl
import FalEmulator
import Foundation
import HTTPClient
import HTTPServer
import HTTPTypes
import JSON
import Testing

/// What is libcurl's own way; what every transport promises is held in `FalClientTests`.
@Suite struct CurlTransportTests {
    private func request(_ port: Int, _ method: HTTPRequest.Method = .get, _ path: String = "/") -> HTTPRequest {
        HTTPRequest(method: method, scheme: "http", authority: "127.0.0.1:\(port)", path: path)
    }

    private func code(_ request: HTTPRequest, _ body: RequestBody = .none) async -> TransportError.Code? {
        do {
            _ = try await CurlTransport().send(request, body: body).1.collected(upTo: 1_000_000)
            return nil
        } catch {
            return (error as? TransportError)?.code
        }
    }

    private func withServer<Value>(
        _ handler: @escaping Handler,
        _ test: (Int) async throws -> Value
    ) async throws -> Value {
        let server = Server(ServerConfiguration(listeners: [Listener()]), handler: handler)
        try server.start()
        do {
            let value = try await test(Int(server.addresses[0].port))
            await server.stop()
            return value
        } catch {
            await server.stop()
            throw error
        }
    }

    /// Tells what it got, head and all.
    private static let mirror: Handler = { request in
        let fields = request.headerFields.map { "\($0.name.rawName): \($0.value)\n" }.joined()
        return .now(
            Response(
                body: .bytes(Array("\(request.method.rawValue) \(request.target)\n\(fields)\n".utf8) + request.body)
            )
        )
    }

    @Test func whatIsSentIsTheRequestAndNoMore() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data("0123456789".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        try await withServer(Self.mirror) { port in
            for (body, framing, content) in [
                (.none, "Content-Length: 0\n", ""), (.bytes(Array("abc".utf8)), "Content-Length: 3\n", "abc"),
                (.file(FileRange(path: file.path, offset: 2, length: 5)), "Content-Length: 5\n", "23456"),
            ] as [(RequestBody, String, String)] {
                var request = request(port, .post, "/a?b=%20c")
                request.headerFields = [.authorization: "Key a:b", .accept: "application/json"]
                let (response, answer) = try await CurlTransport().send(request, body: body)
                #expect(response.status == .ok)
                let text = String(decoding: try await answer.collected(upTo: 10_000), as: UTF8.self)
                #expect(
                    text
                        == "POST /a?b=%20c\nHost: 127.0.0.1:\(port)\nAuthorization: Key a:b\nAccept: application/json\n"
                        + framing + "\n" + content
                )
            }
        }
    }

    @Test func fieldsOfOneNameStayApart() async throws {
        let handler: Handler = { _ in
            var fields: HTTPFields = [:]
            fields.append(HTTPField(name: .setCookie, value: "a"))
            fields.append(HTTPField(name: .setCookie, value: "b"))
            return .now(Response(headerFields: fields))
        }
        try await withServer(handler) { port in
            let (response, _) = try await CurlTransport().send(request(port), body: .none)
            #expect(response.headerFields[values: .setCookie] == ["a", "b"])
        }
    }

    @Test func errorsSayWhatWentWrong() async throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try Data("0123456789".utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let handler: Handler = { request in
            switch request.rawPath {
            case "/hangup": .now(Response(body: .hangUp))
            case "/reset": .now(Response(body: .reset))
            case "/garbage": .now(Response(body: .garbage(Array("SSH-2.0\r\n".utf8))))
            case "/short": .now(Response(body: .sizedStream(10) { try? await $0.write([1, 2, 3]) }))
            default: .now(Response())
            }
        }
        let closed = try await withServer(handler) { port in
            #expect(await code(request(port)) == nil)
            #expect(await code(request(port, .get, "/hangup")) == .connectionLost)
            #expect(await code(request(port, .get, "/reset")) == .connectionLost)
            #expect(await code(request(port, .get, "/garbage")) == .badResponse)
            #expect(await code(request(port, .get, "/short")) == .connectionLost)
            #expect(await code(request(port, .get, "no slash")) == .badRequest)
            for range in [
                FileRange(path: file.path + ".none", offset: 0, length: 1),
                FileRange(path: file.path, offset: 5, length: 6), FileRange(path: file.path, offset: -1, length: 1),
            ] {
                #expect(await code(request(port, .put), .file(range)) == .unreadableFile)
            }
            return port
        }
        #expect(await code(request(closed)) == .cannotConnect)
        let host = HTTPRequest(method: .get, scheme: "http", authority: "nowhere.invalid", path: "/")
        #expect(await code(host) == .cannotConnect)
    }

    @Test func falsOwnNamesLeadToTheEmulatorOverTLS() async throws {
        var options = LocalEmulator.Options()
        options.isSecure = true
        try await withEmulator(options) { emulator in
            let port = try #require(emulator.secureURL?.split(separator: ":").last.flatMap { Int($0) })
            var curl = HTTPClient.Options()
            curl.authoritiesPEM = emulator.authorityPEM
            curl.trustsSystemAuthorities = false
            curl.connections = [.init(targetHost: "127.0.0.1", targetPort: port)]
            var request = HTTPRequest(
                method: .post,
                scheme: "https",
                authority: "queue.fal.run",
                path: "/fal-ai/kling-video/video-to-audio",
                headerFields: [.authorization: "Key \(emulator.key)", .contentType: "application/json"]
            )
            let input = RequestBody.bytes(Array(#"{"video_url": "https://example.com/a.mp4"}"#.utf8))
            let transport = CurlTransport(curl)
            let (response, body) = try await transport.send(request, body: input)
            #expect(response.status == .ok)
            let url = try #require(
                try JSONParser.parse(try await body.collected(upTo: 100_000))["response_url"]?.string
            )
            #expect(url.hasPrefix("https://queue.fal.run/fal-ai/kling-video/requests/"))
            request.method = .get
            request.path = String(url.dropFirst("https://queue.fal.run".count)) + "/status/stream"
            let (_, stream) = try await transport.send(request, body: .none)
            let frames = String(decoding: try await stream.collected(upTo: 1_000_000), as: UTF8.self)
            #expect(frames.contains(#""COMPLETED""#))
            let stranger = CurlTransport(HTTPClient.Options())
            let error = await #expect(throws: TransportError.self) {
                var local = request
                local.authority = "127.0.0.1:\(port)"
                _ = try await stranger.send(local, body: .none)
            }
            #expect(error?.code == .tlsFailed)
        }
    }
}
