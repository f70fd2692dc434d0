import HTTPServer
import HTTPTypes
import Testing

/// Answers that are meant to be none.
@Suite(.timeLimit(.minutes(1))) struct BrokenAnswerTests {
    private static let garbage = [UInt8]("\u{1}\u{2}no HTTP at all\r\n\r\n".utf8)

    /// Answers well at `/`, and badly at once or later everywhere else.
    private static let handler: Handler = { request in
        let body: Response.Body =
            switch request.target.split(separator: "/").first {
            case "reset": .reset
            case "garbage": .garbage(garbage)
            case "much": .garbage([UInt8](repeating: 0x7F, count: 1 << 20))
            case "nothing": .garbage([])
            default: .bytes(Array("good".utf8))
            }
        return request.target.hasSuffix("/later") ? .later { Response(body: body) } : .now(Response(body: body))
    }

    private func request(_ method: String, _ target: String) -> String {
        "\(method) \(target) HTTP/1.1\r\nHost: h\r\n\r\n"
    }

    @Test(arguments: ["/reset", "/reset/later"], ["GET", "HEAD"])
    func peerSeesTheReset(target: String, method: String) async throws {
        try await withServer(handler: Self.handler) { server, port in
            for _ in 0..<20 {
                let client = try await RawClient.connect(port: port)
                try await client.send(request(method, target))
                let (bytes, wasReset) = try await client.readToEnding()
                #expect(bytes.isEmpty)
                #expect(wasReset)
            }
            while server.connectionCount > 0 { await Task.yield() }
        }
    }

    @Test(arguments: ["/reset", "/reset/later"])
    func connectionThatWasKeptIsResetToo(target: String) async throws {
        try await withServer(handler: Self.handler) { _, port in
            let client = try await RawClient.connect(port: port)
            #expect(try await client.exchange(request("GET", "/")).body == "good")
            #expect(try await client.exchange(request("GET", "/")).body == "good")
            try await client.send(request("GET", target))
            let (bytes, wasReset) = try await client.readToEnding()
            #expect(bytes.isEmpty)
            #expect(wasReset)
        }
    }

    @Test(arguments: ["/garbage", "/garbage/later"], ["GET", "HEAD", "POST"])
    func garbageIsAllThatComes(target: String, method: String) async throws {
        try await withServer(handler: Self.handler) { _, port in
            let client = try await RawClient.connect(port: port)
            #expect(try await client.exchange(request("GET", "/")).body == "good")
            try await client.send(request(method, target))
            let (bytes, wasReset) = try await client.readToEnding()
            #expect(bytes == Self.garbage)
            #expect(!wasReset)
        }
    }

    @Test func garbageIsBounded() async throws {
        try await withServer(handler: Self.handler) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(request("GET", "/much"))
            let bytes = try await client.readToEnding().bytes
            #expect(!bytes.isEmpty && bytes.count <= 65536)
            #expect(bytes.allSatisfy { $0 == 0x7F })
        }
    }

    @Test func noGarbageIsAHangUp() async throws {
        try await withServer(handler: Self.handler) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(request("GET", "/nothing"))
            let (bytes, wasReset) = try await client.readToEnding()
            #expect(bytes.isEmpty && !wasReset)
        }
    }

    @Test(arguments: ["", "/later"])
    func peersOfTLSSeeThemToo(suffix: String) async throws {
        try await withServer(.test(listeners: [Listener(tls: testIdentity)]), handler: Self.handler) { _, port in
            let url = "https://127.0.0.1:\(port)"
            #expect(try await curl(url + "/reset" + suffix).status == 56, "failure in receiving")
            let garbage = try await curl(url + "/garbage" + suffix)
            #expect(garbage.status == 56)
            #expect(garbage.body.isEmpty)
            #expect(try await curl(url + "/").body == "good")
        }
    }

    @Test func breakingAnAnswerIsNoNewsForTheOperator() async throws {
        let lines = Locked<[String]>([])
        var configuration = ServerConfiguration.test()
        configuration.log = { line in lines.withLock { $0.append(line) } }
        try await withServer(configuration, handler: Self.handler) { _, port in
            for target in ["/reset", "/reset/later", "/garbage", "/garbage/later"] {
                let client = try await RawClient.connect(port: port)
                try await client.send(request("GET", target))
                _ = try await client.readToEnding()
            }
        }
        #expect(lines.withLock { $0 } == [])
    }
}
