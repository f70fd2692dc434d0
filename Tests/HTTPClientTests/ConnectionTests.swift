import HTTPClient
import HTTPServer
import HTTPTypes
import Testing

@Suite struct ConnectionTests {
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"

    @Test func requestsFollowEachOtherOnOneConnection() async throws {
        let server = try LoopbackServer(.several([Self.answer, Self.answer, Self.answer]))
        let client = patientClient()
        for _ in 0..<2 { #expect(try await client.send(request(server.port)).1 == "ok".bytes) }
        let copy = client
        #expect(try await copy.send(request(server.port, .post), body: "x".bytes).1 == "ok".bytes)
    }

    @Test func aBodyThatWasTakenToItsEndLeavesItsConnection() async throws {
        let server = try LoopbackServer(.several([Self.answer, Self.answer]))
        let client = patientClient()
        for _ in 0..<2 { #expect(try await collected(client.open(request(server.port)).1) == "ok".bytes) }
    }

    @Test func aConnectionIsNotKeptUnlessWanted() async throws {
        let server = try LoopbackServer([.open(Self.answer), .open(Self.answer)])
        let client = patientClient { $0.reusesConnections = false }
        for _ in 0..<2 { #expect(try await client.send(request(server.port)).1 == "ok".bytes) }
        #expect(await server.events.contains(.clientHungUp))
    }

    @Test(
        arguments: [
            (.get, nil, nil), (.put, "x", nil), (.delete, nil, nil), (.post, "x", HTTPClientError.Code.connectionLost),
            (.patch, "x", .connectionLost),
        ] as [(HTTPRequest.Method, String?, HTTPClientError.Code?)]
    )
    func onlyWhatMayBeRepeatedIsRepeated(
        method: HTTPRequest.Method,
        body: String?,
        expected: HTTPClientError.Code?
    ) async throws {
        // The second request is read and never answered: the server may have acted on it.
        let server = try LoopbackServer([.several([Self.answer, ""]), .bytes(Self.answer)])
        let client = patientClient()
        _ = try await client.send(request(server.port))
        let found = await code { () throws(HTTPClientError) in
            _ = try await client.send(request(server.port, method), body: body?.bytes)
        }
        #expect(found == expected)
    }

    @Test func aPostWithoutABodyIsNotRepeatedEither() async throws {
        let server = try LoopbackServer([.several([Self.answer, ""]), .several([""]), .bytes(Self.answer)])
        let client = patientClient()
        _ = try await client.send(request(server.port))
        let found = await code { () throws(HTTPClientError) in _ = try await client.send(request(server.port, .post)) }
        #expect(found == .connectionLost)
        _ = try await patientClient().send(request(server.port, .get, "/last"))
        var posts = 0
        for await case .request(let text) in server.events {
            if text.hasPrefix("POST") { posts += 1 }
            if text.hasPrefix("GET /last") { break }
        }
        #expect(posts == 1)
    }

    @Test func aBodyIsSentAgainWhereARedirectSaysSo() async throws {
        let redirect =
            "HTTP/1.1 307 Temporary Redirect\r\nLocation: /next\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        let server = try LoopbackServer([.bytes(redirect), .bytes(Self.answer)])
        let client = patientClient { $0.maximumRedirects = 1 }
        _ = try await client.send(request(server.port, .post), body: "again".bytes)
        var requests: [String] = []
        for await case .request(let text) in server.events { requests.append(text) }
        #expect(requests.count == 2)
        #expect(requests.allSatisfy { $0.hasPrefix("POST /") && $0.hasSuffix("\r\n\r\nagain") })
    }

    @Test func aRedirectElsewhereDoesNotCarryTheCredentials() async throws {
        let other = try LoopbackServer(.bytes(Self.answer))
        let first = try LoopbackServer(
            .bytes("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:\(other.port)/\r\nContent-Length: 0\r\n\r\n")
        )
        let client = patientClient { $0.maximumRedirects = 1 }
        _ = try await client.send(request(first.port, .get, "/", [.authorization: "Key a:b"]))
        #expect(await first.request()?.contains("Key a:b") == true)
        #expect(await other.request()?.contains("Key") == false)
    }

    @Test func aProxyIsAskedForTheWholeURL() async throws {
        let proxy = try LoopbackServer(.bytes(Self.answer))
        let request = HTTPRequest(method: .get, scheme: "http", authority: "fal.example", path: "/x?y")
        let client = patientClient { $0.proxy = "http://someone:word@127.0.0.1:\(proxy.port)" }
        #expect(try await client.send(request).1 == "ok".bytes)
        let sent = try #require(await proxy.request())
        #expect(sent.hasPrefix("GET http://fal.example/x?y HTTP/1.1\r\nHost: fal.example\r\n"))
        #expect(sent.contains("Proxy-Authorization: Basic c29tZW9uZTp3b3Jk\r\n"))
    }

    @Test func aDeadProxyDoesNotTellItsUser() async throws {
        let proxy = try LoopbackServer([])
        let request = HTTPRequest(method: .get, scheme: "http", authority: "fal.example", path: "/")
        let client = patientClient { $0.proxy = "http://someone:word@127.0.0.1:\(proxy.port)" }
        let error = await #expect(throws: HTTPClientError.self) { _ = try await client.send(request) }
        #expect(error?.code == .cannotConnect)
        #expect(error?.message.contains("word") == false)
    }
}
