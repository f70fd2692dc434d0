import HTTPServer
import HTTPTypes
import Testing

@Suite struct LimitTests {
    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: h\r\nX-Long: #\r\n\r\n", "a", 9000, 431),
        ("GET / HTTP/1.1\r\nHost: h\r\n#\r\n", "X: y\r\n", 1500, 431),
        ("GET /# HTTP/1.1\r\nHost: h\r\n\r\n", "a", 9000, 414),
    ])
    func headIsBounded(template: String, part: String, count: Int, code: Int) async throws {
        let request = template.replacing("#", with: String(repeating: part, count: count))
        try await withServer(.test(maximumHeadBytes: 8192), handler: echo) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(request)
            #expect(RawResponse(head: try await client.readToEnd()).code == code)
        }
    }

    @Test func tooLargeBodyIsRefusedBeforeItIsSent() async throws {
        try await withServer(.test(maximumBodyBytes: 1000), handler: echo) { _, port in
            let client = try await RawClient.connect(port: port)
            let head = "PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n"
            #expect(try await client.exchange(head).status == "HTTP/1.1 413 Content Too Large")
        }
    }

    @Test func senderOfTooLargeBodyReadsTheAnswer() async throws {
        try await withServer(.test(maximumBodyBytes: 1000), handler: echo) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 2000000\r\n\r\n")
            try await client.send([UInt8](repeating: 0x61, count: 2_000_000))
            #expect(try await client.readResponse().code == 413)
            // All of it was read, so the connection goes on.
            #expect(try await client.exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n").code == 200)
        }
    }

    @Test func tooLargeChunkedBodyIsRefused() async throws {
        try await withServer(.test(maximumBodyBytes: 1000), handler: echo) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
            for _ in 0..<20 { try await client.send("3e8\r\n\(String(repeating: "a", count: 1000))\r\n") }
            #expect(try await client.exchange("0\r\n\r\n").code == 413)
        }
    }

    @Test func endlessChunkedBodyIsCut() async throws {
        try await withServer(.test(maximumBodyBytes: 1000), handler: echo) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send("PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n")
            let chunk = Array("186a0\r\n\(String(repeating: "a", count: 100_000))\r\n".utf8)
            await #expect(throws: RawClient.Failure.self) {
                for _ in 0..<400 { try await client.send(chunk) }
            }
        }
    }

    @Test func hugeAnnouncedBodyIsRefusedAtOnce() async throws {
        try await withServer(.test(maximumBodyBytes: 1000), handler: echo) { _, port in
            let client = try await RawClient.connect(port: port)
            let response = try await client.exchange(
                "PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 9223372036854775808\r\n\r\n"
            )
            #expect(response.code == 413)
            #expect(try await client.isClosed())
        }
    }

    @Test func bodyOfExactlyTheLimitIsServed() async throws {
        let handler: Handler = { .now(Response(body: .bytes($0.body))) }
        try await withServer(.test(maximumBodyBytes: 4), handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            let head = "PUT / HTTP/1.1\r\nHost: h\r\n"
            #expect(try await client.exchange("\(head)Content-Length: 4\r\n\r\nabcd").body == "abcd")
            let chunked = "\(head)Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n2\r\ncd\r\n0\r\n\r\n"
            #expect(try await client.exchange(chunked).body == "abcd")
        }
    }

    @Test func surplusConnectionsAreToldSo() async throws {
        try await withServer(.test(maximumConnections: 2), handler: echo) { _, port in
            let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
            var served: [RawClient] = []
            for _ in 0..<2 {
                let client = try await RawClient.connect(port: port)
                #expect(try await client.exchange(get).code == 200)
                served.append(client)
            }
            for _ in 0..<3 {
                let surplus = try await RawClient.connect(port: port)
                let response = try await surplus.exchange(get)
                #expect(response.code == 503)
                #expect(response.fields("connection") == ["close"])
                #expect(try await surplus.isClosed())
            }
            #expect(try await served[0].exchange(get).code == 200)
        }
    }
}
