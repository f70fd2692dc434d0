import HTTPClient
import HTTPTypes
import Testing

/// Servers that break the rules: each ends in an error of the right kind, within bounds.
@Suite struct HostileServerTests {
    private static let head = "HTTP/1.1 200 OK\r\n"

    @Test(
        arguments: [
            // Half a body, and lengths that are none.
            (.bytes(head + "Content-Length: 10\r\n\r\nabc"), .connectionLost),
            (.bytes(head + "Content-Length: -1\r\n\r\nabc"), .badResponse),
            (.bytes(head + "Content-Length: x\r\n\r\nabc"), .badResponse),
            (.bytes(head + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"), .badResponse),
            (.bytes(head + "Content-Length: 99999999999999999999999\r\n\r\nabc"), .badResponse),
            (.open(head + "Content-Length: 10000000000\r\n\r\nabc"), .timedOut),
            // Chunks that are none.
            (.bytes(head + "Transfer-Encoding: chunked\r\n\r\nxyz\r\nabc"), .connectionLost),
            (.bytes(head + "Transfer-Encoding: chunked\r\n\r\n5\r\nabc"), .connectionLost),
            (.bytes(head + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcdef"), .connectionLost),
            (.bytes(head + "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\nabc"), .connectionLost),
            // Heads without end.
            (.endless(head, "X-Field: 0123456789\r\n"), .responseTooLarge),
            (.endless(head + "X: ", String(repeating: "x", count: 1000)), .responseTooLarge),
            (.endless("", "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"), .responseTooLarge),
            (.endless(head + "Transfer-Encoding: chunked\r\n\r\n0\r\n", "X-Trailer: 1\r\n"), .responseTooLarge),
            // Slow, and silent.
            (.drip(head + "Content-Length: 10\r\n\r\nabc"), .timedOut),
            (.open(""), .timedOut),
            (.open("HTTP/1.1 200"), .timedOut),
            // No answer.
            (.bytes("SSH-2.0-OpenSSH\r\n"), .badResponse),
            (.bytes("\u{0}\u{1}\u{2}\u{3}\u{4}\u{5}\u{6}\u{7}\u{8}"), .badResponse),
            (.bytes("HTTP/9.9 200 OK\r\n\r\n"), .badResponse),
        ] as [(LoopbackServer.Answer, HTTPClientError.Code)]
    )
    func aBrokenAnswerIsAnError(answer: LoopbackServer.Answer, expected: HTTPClientError.Code) async throws {
        var options = HTTPClient.Options()
        options.timeout = .seconds(expected == .timedOut ? 1 : 60)
        for whole in [true, false] {
            let server = try LoopbackServer(answer)
            let client = HTTPClient(options)
            let found = await code { () throws(HTTPClientError) in
                if whole {
                    _ = try await client.send(request(server.port))
                } else {
                    _ = try await collected(client.open(request(server.port)).1)
                }
            }
            #expect(found == expected)
        }
    }

    @Test func anEndlessBodyIsCutAtTheBound() async throws {
        let server = try LoopbackServer(
            .endless("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "A\r\n0123456789\r\n")
        )
        var options = HTTPClient.Options()
        options.maximumResponseBytes = 1_000_000
        let found = await code { () throws(HTTPClientError) in
            _ = try await HTTPClient(options).send(request(server.port))
        }
        #expect(found == .responseTooLarge)
        #expect(await server.events.contains(.clientHungUp))
    }
}
