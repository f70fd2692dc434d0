import HTTPClient
import HTTPTypes
import Testing

@Suite struct HTTPClientTests {
    private func request(
        _ method: HTTPRequest.Method = .get,
        _ server: LoopbackServer,
        _ path: String = "/",
        _ fields: HTTPFields = [:]
    ) -> HTTPRequest {
        HTTPRequest(
            method: method,
            scheme: "http",
            authority: "127.0.0.1:\(server.port)",
            path: path,
            headerFields: fields
        )
    }

    private func code(
        _ request: HTTPRequest,
        _ options: HTTPClient.Options = .init()
    ) async -> HTTPClientError.Code? {
        do {
            _ = try await HTTPClient(options).send(request)
            return nil
        } catch {
            return error.code
        }
    }

    private static let empty = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"

    @Test func onlyTheFieldsOfTheRequestAreSent() async throws {
        let server = try LoopbackServer(.bytes(Self.empty))
        var fields: HTTPFields = [.authorization: "Key a:b", .userAgent: "test"]
        fields[HTTPField.Name("X-Empty")!] = ""
        fields.append(HTTPField(name: .cookie, value: "a=1"))
        fields.append(HTTPField(name: HTTPField.Name("X-Twice")!, value: "1"))
        fields.append(HTTPField(name: HTTPField.Name("x-twice")!, value: "é"))
        _ = try await HTTPClient().send(request(.get, server, "/a/../b//c/./%2F?x=%20&y", fields))
        #expect(
            await server.request()
                == "GET /a/../b//c/./%2F?x=%20&y HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"
                + "Authorization: Key a:b\r\nUser-Agent: test\r\nX-Empty:\r\nCookie: a=1\r\nX-Twice: 1\r\nx-twice: é\r\n\r\n"
        )
    }

    @Test(
        arguments: [
            (.post, "{}", "Content-Length: 2\r\n\r\n{}"),
            (.post, nil, "Content-Length: 0\r\n\r\n"),
            (.put, nil, "Content-Length: 0\r\n\r\n"),
            (.put, "x", "Content-Length: 1\r\n\r\nx"),
            (.patch, "", "Content-Length: 0\r\n\r\n"),
            (.delete, nil, "\r\n"),
            (.delete, "y", "Content-Length: 1\r\n\r\ny"),
            (.get, "z", "Content-Length: 1\r\n\r\nz"),
            (.head, nil, "\r\n"),
            (.options, nil, "\r\n"),
        ] as [(HTTPRequest.Method, String?, String)]
    )
    func methodsAndBodiesAreSentAsGiven(method: HTTPRequest.Method, body: String?, end: String) async throws {
        let server = try LoopbackServer(.bytes(Self.empty))
        _ = try await HTTPClient().send(request(method, server, "/p"), body: body.map { Array($0.utf8) })
        let head = "\(method.rawValue) /p HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\n"
        #expect(await server.request() == head + end)
    }

    @Test func aLargeBodyIsSentWithoutAskingFirst() async throws {
        let server = try LoopbackServer(.bytes(Self.empty))
        let body = [UInt8](repeating: UInt8(ascii: "x"), count: 3_000_000)
        _ = try await HTTPClient().send(request(.post, server, "/", [.contentType: "text/plain"]), body: body)
        let sent = try #require(await server.request())
        #expect(!sent.contains("Expect"))
        #expect(sent.utf8.count(where: { $0 == UInt8(ascii: "x") }) >= body.count)
    }

    @Test func theAnswerIsTakenAsItIs() async throws {
        let server = try LoopbackServer(
            .bytes(
                "HTTP/1.1 404 Nothing Here\r\nContent-Type:  text/plain \r\nSet-Cookie: a\r\nSet-Cookie: b\r\n"
                    + "Content-Length: 5\r\n\r\nhello"
            )
        )
        let (response, body) = try await HTTPClient().send(request(server))
        #expect(response.status.code == 404)
        #expect(response.status.reasonPhrase == "Nothing Here")
        #expect(response.headerFields[.contentType] == "text/plain")
        #expect(response.headerFields[values: .setCookie] == ["a", "b"])
        #expect(response.headerFields.count == 4)
        #expect(body == Array("hello".utf8))
    }

    private func request(_ server: LoopbackServer) -> HTTPRequest {
        request(.get, server)
    }

    @Test func interimAnswersAndTrailersAreLeftOut() async throws {
        let server = try LoopbackServer(
            .bytes(
                "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                    + "3\r\nabc\r\n2\r\nde\r\n0\r\nX-Trailer: 1\r\n\r\n"
            )
        )
        let (response, body) = try await HTTPClient().send(request(server))
        #expect(response.status == .ok)
        #expect(response.headerFields[HTTPField.Name("Link")!] == nil)
        #expect(response.headerFields[HTTPField.Name("X-Trailer")!] == nil)
        #expect(body == Array("abcde".utf8))
    }

    @Test(arguments: [
        ("garbage\r\n\r\n", HTTPClientError.Code.badResponse),
        ("", .connectionLost),
        ("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", .connectionLost),
    ])
    func brokenAnswersAreErrors(answer: String, expected: HTTPClientError.Code) async throws {
        let server = try LoopbackServer(.bytes(answer))
        #expect(await code(request(server)) == expected)
    }

    @Test func theHeadIsBounded() async throws {
        let longField = "X: " + String(repeating: "x", count: 60_000) + "\r\nContent-Length: 0\r\n"
        let manyFields = String(repeating: "X: 0123456789\r\n", count: 20_000)
        for (fields, expected) in [(longField, nil), (manyFields, HTTPClientError.Code.responseTooLarge)] {
            let server = try LoopbackServer(.bytes("HTTP/1.1 200 OK\r\n" + fields + "\r\n"))
            #expect(await code(request(server)) == expected)
        }
    }

    @Test(arguments: [(5, nil), (4, HTTPClientError.Code.responseTooLarge), (0, .responseTooLarge)])
    func theBodyIsBounded(limit: Int, expected: HTTPClientError.Code?) async throws {
        for head in ["Content-Length: 5\r\n", ""] {
            let server = try LoopbackServer(.bytes("HTTP/1.1 200 OK\r\n\(head)\r\nhello"))
            var options = HTTPClient.Options()
            options.maximumResponseBytes = limit
            #expect(await code(request(server), options) == expected)
        }
    }

    @Test func redirectsAreAnswersUnlessAskedFor() async throws {
        let redirect = "HTTP/1.1 302 Found\r\nLocation: /next\r\nX-First: 1\r\nContent-Length: 3\r\n\r\nold"
        let first = try LoopbackServer(.bytes(redirect))
        let (response, body) = try await HTTPClient().send(request(first))
        #expect(response.status == .found)
        #expect(body == Array("old".utf8))

        let second = try LoopbackServer([.bytes(redirect), .bytes("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nnew")])
        var options = HTTPClient.Options()
        options.maximumRedirects = 1
        let (finalResponse, finalBody) = try await HTTPClient(options).send(request(second))
        #expect(finalResponse.status == .ok)
        #expect(finalResponse.headerFields.count == 1)
        #expect(finalBody == Array("new".utf8))

        let third = try LoopbackServer([.bytes(redirect), .bytes(redirect)])
        #expect(await code(request(third), options) == .tooManyRedirects)
    }

    @Test func aRedirectToAnotherSchemeIsNotFollowed() async throws {
        let server = try LoopbackServer(
            .bytes("HTTP/1.1 302 Found\r\nLocation: file:///etc/passwd\r\nContent-Length: 0\r\n\r\n")
        )
        var options = HTTPClient.Options()
        options.maximumRedirects = 5
        #expect(await code(request(server), options) == .badResponse)
    }

    @Test func connectionsLeadWhereTheyAreToldTo() async throws {
        for (host, port) in [("queue.example", 80), (nil, nil)] as [(String?, Int?)] {
            let server = try LoopbackServer(.bytes(Self.empty))
            var options = HTTPClient.Options()
            options.connections = [.init(host: host, port: port, targetHost: "127.0.0.1", targetPort: server.port)]
            let request = HTTPRequest(method: .get, scheme: "http", authority: "queue.example", path: "/")
            _ = try await HTTPClient(options).send(request)
            #expect(await server.request() == "GET / HTTP/1.1\r\nHost: queue.example\r\n\r\n")
        }
    }

    @Test(arguments: [
        HTTPRequest(method: .get, scheme: nil, authority: "h", path: "/"),
        HTTPRequest(method: .get, scheme: "ftp", authority: "h", path: "/"),
        HTTPRequest(method: .get, scheme: "file", authority: "h", path: "/etc/passwd"),
        HTTPRequest(method: .get, scheme: "http", authority: nil, path: "/"),
        HTTPRequest(method: .get, scheme: "http", authority: "", path: "/"),
        HTTPRequest(method: .get, scheme: "http", authority: "user:word@h", path: "/"),
        HTTPRequest(method: .get, scheme: "http", authority: "h/x", path: "/"),
        HTTPRequest(method: .get, scheme: "http", authority: "h h", path: "/"),
        HTTPRequest(method: .get, scheme: "http", authority: "h:99999", path: "/"),
        HTTPRequest(method: .get, scheme: "http", authority: "h", path: nil),
        HTTPRequest(method: .get, scheme: "http", authority: "h", path: ""),
        HTTPRequest(method: .get, scheme: "http", authority: "h", path: "x"),
        HTTPRequest(method: .get, scheme: "http", authority: "h", path: "/a b"),
        HTTPRequest(method: .get, scheme: "http", authority: "h", path: "/a\r\nX: 1"),
        HTTPRequest(method: .get, scheme: "http", authority: "h", path: "/a#b"),
        HTTPRequest(method: .get, scheme: "http", authority: "h", path: "/é"),
    ])
    func badRequestsAreRefused(request: HTTPRequest) async {
        #expect(await code(request) == .badRequest)
    }

    @Test func nobodyListening() async throws {
        // Bound, so that nobody else gets the port, but not listening.
        let server = try LoopbackServer([])
        #expect(await code(request(server)) == .cannotConnect)
    }

    @Test func aHostWithoutAddressIsNotResolved() async {
        let host = String(repeating: "a", count: 64) + ".invalid"
        let request = HTTPRequest(method: .get, scheme: "http", authority: host, path: "/")
        #expect(await code(request) == .cannotResolve)
    }

    @Test(arguments: ["", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"])
    func theDeadlineEndsASilentAnswer(beginning: String) async throws {
        let server = try LoopbackServer(.open(beginning))
        var options = HTTPClient.Options()
        options.timeout = .milliseconds(100)
        #expect(await code(request(server), options) == .timedOut)
        #expect(await server.events.contains(.clientHungUp))
    }

    @Test func cancellingTheTaskAbortsTheTransfer() async throws {
        let server = try LoopbackServer(.open("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"))
        let request = request(server)
        var options = HTTPClient.Options()
        options.timeout = .seconds(600)
        let task = Task { [options] in await code(request, options) }
        var events = server.events.makeAsyncIterator()
        #expect(await events.next() != nil)
        task.cancel()
        #expect(await task.value == .cancelled)
        #expect(await events.next() == .clientHungUp)
    }

    @Test func aCancelledTaskSendsNothing() async throws {
        let server = try LoopbackServer([])
        let request = request(server)
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return await code(request)
        }
        #expect(await task.value == .cancelled)
    }

    @Test func manyRequestsAtOnceGetTheirOwnAnswers() async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            for index in 0..<60 {
                group.addTask {
                    let server = try LoopbackServer(.bytes("HTTP/1.1 200 OK\r\n\r\nanswer \(index)"))
                    let (_, body) = try await HTTPClient().send(request(server))
                    return body == Array("answer \(index)".utf8)
                }
            }
            for try await isRight in group {
                #expect(isRight)
            }
        }
    }
}
