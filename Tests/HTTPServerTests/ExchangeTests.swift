import HTTPServer
import HTTPTypes
import Synchronization
import Testing

@Suite struct ExchangeTests {
    @Test func requestArrivesAsItWasSent() async throws {
        try await withServer(handler: echo) { _, port in
            let client = try await RawClient.connect(port: port)
            let response = try await client.exchange(
                "FROB /a%2Fb/%00?x=%zz HTTP/1.1\r\nHost: h\r\nX-A: 1\r\nx-a: 2\r\nAccept-Encoding: gzip\r\n\r\n"
            )
            #expect(response.status == "HTTP/1.1 200 OK")
            #expect(response.body == "FROB /a%2Fb/%00?x=%zz [Host=h|X-A=1|x-a=2|Accept-Encoding=gzip] ")
            #expect(response.fields("content-type") == ["text/plain"])
            #expect(response.fields("date").count == 1)
        }
    }

    @Test func absoluteFormIsPassedOn() async throws {
        let handler: Handler = { .now(.text("\($0.authority ?? "-") \($0.rawPath) \($0.pathSegments ?? [])")) }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            let response = try await client.exchange("GET http://queue.test/a/b?c HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(response.body == #"queue.test /a/b ["a", "b"]"#)
        }
    }

    @Test func connectionServesSeveralRequests() async throws {
        try await withServer(handler: echo) { server, port in
            let client = try await RawClient.connect(port: port)
            for number in 1...5 {
                let text = "POST /\(number) HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nab\(number)"
                let response = try await client.exchange(text)
                #expect(response.body.hasPrefix("POST /\(number) [Host=h|Content-Length=3] ab\(number)"))
            }
            #expect(server.connectionCount == 1)
        }
    }

    @Test func pipelinedAnswersKeepTheirOrder() async throws {
        let handler: Handler = { request in
            request.target == "/later" ? .later { .text("later") } : .now(.text(request.target))
        }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(
                ["/1", "/later", "/2", "/later", "/3"].map { "GET \($0) HTTP/1.1\r\nHost: h\r\n\r\n" }.joined()
            )
            for expected in ["/1", "later", "/2", "later", "/3"] {
                #expect(try await client.readResponse().body == expected)
            }
        }
    }

    @Test func oldClientsAreServedAndClosed() async throws {
        try await withServer(handler: echo) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send("GET /old HTTP/1.0\r\n\r\n")
            #expect(try await client.readToEnd().hasSuffix("GET /old [] "))
        }
    }

    @Test func headHasTheLengthAndNoBody() async throws {
        let handler: Handler = { _ in .now(.text("12345")) }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send("HEAD / HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.1\r\nHost: h\r\n\r\n")
            let head = try await client.readResponse(withoutBody: true)
            #expect(head.fields("content-length") == ["5"])
            #expect(try await client.readResponse().body == "12345")
        }
    }

    @Test func chunkedBodiesAreJoined() async throws {
        let handler: Handler = { .now(.text(String(decoding: $0.body, as: UTF8.self))) }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            let response = try await client.exchange(
                "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n"
                    + "3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nTrailer: t\r\n\r\n"
            )
            #expect(response.body == "abcde")
            #expect(try await client.exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n").code == 200)
        }
    }

    @Test func bodyIsAwaitedAfterContinue() async throws {
        try await withServer(handler: echo) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n")
            #expect(try await client.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            #expect(try await client.exchange("ok").body.hasSuffix("] ok"))
        }
    }

    @Test func largeBodiesGoBothWays() async throws {
        let size = 3_000_000
        let handler: Handler = { .now(Response(body: .bytes($0.body))) }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            let body = [UInt8]((0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) })
            async let sent: Void = client.send(
                Array("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(size)\r\n\r\n".utf8) + body
            )
            try await client.read(until: "\r\n\r\n")
            #expect(try await client.read(count: size) == body)
            try await sent
        }
    }

    @Test func keepAliveFieldIsSentOnce() async throws {
        let prepared = PreparedFields([.connection: "keep-alive", .server: "s"])
        let handler: Handler = { request in
            switch request.target {
            case "/prepared": .now(Response(preparedFields: prepared))
            case "/both": .now(Response(preparedFields: prepared, headerFields: [.connection: "keep-alive"]))
            default: .now(Response(headerFields: [.connection: "Keep-Alive", .contentLength: "7"]))
            }
        }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            for target in ["/prepared", "/both", "/plain", "/prepared"] {
                let response = try await client.exchange("GET \(target) HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(response.fields("connection").map { $0.lowercased() } == ["keep-alive"])
                #expect(response.fields("content-length") == ["0"])
            }
        }
    }

    @Test func closeIsObeyed() async throws {
        let handler: Handler = { _ in .now(Response(headerFields: [.connection: "close"])) }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            let response = try await client.exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            #expect(response.fields("connection") == ["close"])
            #expect(try await client.isClosed())
        }
    }

    @Test func preparedAnswersDoNotMixUp() async throws {
        // Few enough combinations that most answers come from the connection's cache.
        let lists = (0..<2).map { PreparedFields([.server: "list\($0)", .vary: "origin"]) }
        let handler: Handler = { request in
            let number = request.queryValue("n").flatMap { Int($0) } ?? 0
            return .now(
                Response(
                    status: number % 5 == 0 ? .created : .ok,
                    preparedFields: lists[number % 2],
                    headerFields: number % 3 == 0 ? [.eTag: "e\(number)"] : [:],
                    body: .bytes(Array(String(repeating: "\(number % 10)", count: number % 4 / 2 * 5).utf8))
                )
            )
        }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            for number in 0..<60 {
                let response = try await client.exchange("GET /?n=\(number) HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(response.code == (number % 5 == 0 ? 201 : 200))
                #expect(response.fields("server") == ["list\(number % 2)"])
                #expect(response.fields("vary") == ["origin"])
                #expect(response.fields("etag") == (number % 3 == 0 ? ["e\(number)"] : []))
                #expect(response.body == String(repeating: "\(number % 10)", count: number % 4 / 2 * 5))
            }
        }
    }

    @Test func hangUpClosesWithoutAnAnswer() async throws {
        let handler: Handler = {
            $0.target == "/now" ? .now(Response(body: .hangUp)) : .later { Response(body: .hangUp) }
        }
        try await withServer(handler: handler) { _, port in
            for target in ["/now", "/later"] {
                let client = try await RawClient.connect(port: port)
                try await client.send("GET \(target) HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(try await client.isClosed())
            }
        }
    }

    @Test func requestMayBeKept() async throws {
        let kept = Locked<[Request]>([])
        let handler: Handler = { request in
            kept.withLock { $0.append(request) }
            return .now(.text(""))
        }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            for number in 0..<3 {
                _ = try await client.exchange(
                    "GET /\(number) HTTP/1.1\r\nHost: h\(number)\r\nAccept: a\(number)\r\n\r\n"
                )
            }
        }
        let values = kept.withLock { $0.map { "\($0.target) \($0.authority ?? "") \($0.header(.accept) ?? "")" } }
        #expect(values == ["/0 h0 a0", "/1 h1 a1", "/2 h2 a2"])
    }
}
