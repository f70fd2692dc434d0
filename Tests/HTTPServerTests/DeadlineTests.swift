import HTTPServer
import HTTPTypes
import Testing

@Suite struct DeadlineTests {
    private let clock = TestClock()

    private var configuration: ServerConfiguration {
        var configuration = ServerConfiguration.test()
        // libmicrohttpd's own timeout follows real time, so it must not be what cuts.
        configuration.idleTimeout = .seconds(1000)
        configuration.headDeadline = .seconds(20)
        configuration.bodyDeadline = .seconds(300)
        return configuration
    }

    /// Moves the clock bit by bit until the server closes; the result is what it sent meanwhile and how far the clock went.
    private func advanceUntilClosed(
        _ client: RawClient,
        _ server: Server,
        step: Int64
    ) async throws -> (answer: String, seconds: Int64) {
        let isOver = Locked(false)
        let reading = Task {
            defer { isOver.withLock { $0 = true } }
            return try await client.readToEnd()
        }
        var seconds: Int64 = 0
        // The reader gives up after ten seconds of real time, so this ends.
        while !isOver.withLock({ $0 }) {
            clock.advance(seconds: step)
            seconds += step
            server.enforceDeadlines()
            await Task.yield()
        }
        return (try await reading.value, seconds)
    }

    @Test func idleConnectionIsClosed() async throws {
        try await withServer(configuration, clock: clock, handler: echo) { server, port in
            let client = try await RawClient.connect(port: port)
            #expect(try await client.exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n").code == 200)
            clock.advance(seconds: 900)
            server.enforceDeadlines()
            #expect(try await client.exchange("GET / HTTP/1.1\r\nHost: h\r\n\r\n").code == 200)
            let (answer, seconds) = try await advanceUntilClosed(client, server, step: 100)
            #expect(answer.isEmpty)
            #expect(seconds >= 1000)
        }
    }

    /// libmicrohttpd does not notice an end that comes together with data; bodies are looked after elsewhere.
    @Test(arguments: ["GET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET / HT"])
    func connectionWhosePeerHasEndedIsClosedLongBeforeItsDeadline(request: String) async throws {
        var configuration = configuration
        configuration.idleTimeout = .seconds(1_000_000_000)
        configuration.headDeadline = configuration.idleTimeout
        try await withServer(configuration, clock: clock, handler: echo) { server, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(request)
            client.closeSendingHalf()
            // What is owed is answered first.
            if request.hasPrefix("GET / HTTP") { #expect(try await client.readResponse().code == 200) }
            let (answer, seconds) = try await advanceUntilClosed(client, server, step: 1)
            #expect(answer.isEmpty)
            #expect(seconds < 1_000_000_000)
        }
    }

    @Test func silentConnectionIsClosed() async throws {
        try await withServer(configuration, clock: clock, handler: echo) { server, port in
            let client = try await RawClient.connect(port: port)
            let (answer, seconds) = try await advanceUntilClosed(client, server, step: 100)
            #expect(answer.isEmpty)
            #expect(seconds >= 1000)
        }
    }

    @Test func slowHeadIsCut() async throws {
        try await withServer(configuration, clock: clock, handler: echo) { server, port in
            let client = try await RawClient.connect(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: h\r\nX-Slow: ")
            let (answer, seconds) = try await advanceUntilClosed(client, server, step: 1)
            #expect(answer.isEmpty)
            #expect(seconds >= 20)
        }
    }

    @Test func tricklingHeadIsCut() async throws {
        try await withServer(configuration, clock: clock, handler: echo) { server, port in
            let client = try await RawClient.connect(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: h\r\nX-Slow: ")
            await #expect(throws: RawClient.Failure.self) {
                for _ in 0..<100_000 {
                    try await client.send("a")
                    clock.advance(seconds: 1)
                    server.enforceDeadlines()
                }
            }
        }
    }

    @Test func slowBodyIsAnsweredAndCut() async throws {
        try await withServer(configuration, clock: clock, handler: echo) { server, port in
            let client = try await RawClient.connect(port: port)
            try await client.send("PUT / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n")
            try await client.read(until: "\r\n\r\n")
            clock.advance(seconds: 299)
            server.enforceDeadlines()
            try await client.send("a")
            clock.advance(seconds: 2)
            server.enforceDeadlines()
            let answer = try await client.readToEnd()
            #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
            #expect(answer.hasSuffix(#"{"detail":"The body did not arrive in time"}"#))
        }
    }

    @Test func waitingAnswerHasNoDeadline() async throws {
        let (started, go) = (Event(), Event())
        let handler: Handler = { _ in
            .later {
                started.happen()
                await go.wait()
                return .text("done")
            }
        }
        try await withServer(configuration, clock: clock, handler: handler) { server, port in
            let client = try await RawClient.connect(port: port)
            try await client.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n")
            await started.wait()
            clock.advance(seconds: 1_000_000)
            server.enforceDeadlines()
            go.happen()
            #expect(try await client.readResponse().body == "done")
        }
    }
}
