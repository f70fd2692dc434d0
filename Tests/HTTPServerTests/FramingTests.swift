import HTTPServer
import Testing

@Suite struct FramingTests {
    @Test(arguments: [
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 0\r\n\r\nabc", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n", 501),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: identity\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: +3\r\n\r\nabc", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999999\r\n\r\n", 413),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost : h\r\n\r\n", 400),
        ("GET /a b HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        ("GET /\u{E9} HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        ("G\u{1}T / HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: h\r\nA(b): c\r\n\r\n", 400),
    ])
    func ambiguousRequestsAreRefused(request: String, code: Int) async throws {
        let handler: Handler = { _ in .now(.text("served")) }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(request)
            let answer = try await client.readToEnd()
            #expect(RawResponse(head: answer).code == code)
            #expect(!answer.contains("served"))
        }
    }

    @Test func ownerChoosesTheAnswer() async throws {
        var configuration = ServerConfiguration.test()
        configuration.refuse = { .text("no: \($0.message)") }
        try await withServer(configuration, handler: echo) { _, port in
            let client = try await RawClient.connect(port: port)
            let response = try await client.exchange("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n")
            #expect(response.body == "no: A request has exactly one Host field")
            #expect(response.fields("connection") == ["close"])
            #expect(try await client.isClosed())
        }
    }
}
