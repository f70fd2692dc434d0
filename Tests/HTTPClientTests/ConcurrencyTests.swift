import HTTPClient
import HTTPServer
import HTTPTypes
import Testing

@Suite struct ConcurrencyTests {
    private static let echo: Handler = { request in .now(Response(body: .bytes(request.rawPath.bytes + request.body))) }

    @Test(arguments: [1, 7, 1024])
    func fiveHundredRequestsAtOnceGetTheirOwnAnswers(atATime: Int) async throws {
        var limits = HTTPClient.ConnectionLimits()
        limits.maximumRequests = atATime
        limits.maximumIdle = 4
        let client = patientClient(limits)
        try await withServer(Self.echo) { port in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<500 {
                    group.addTask {
                        let body = pattern(index * 37 % 5000)
                        let (_, answer) = try await client.send(request(port, .post, "/\(index)"), body: body)
                        return answer == "/\(index)".bytes + body
                    }
                }
                var count = 0
                for try await isRight in group where isRight { count += 1 }
                #expect(count == 500)
            }
        }
    }

    @Test func aHundredClientsAtOnceDoNotMeet() async throws {
        try await withServer(Self.echo) { port in
            try await withThrowingTaskGroup(of: Bool.self) { group in
                for index in 0..<100 {
                    group.addTask {
                        try await patientClient().send(request(port, .get, "/\(index)")).1 == "/\(index)".bytes
                    }
                }
                for try await isRight in group { #expect(isRight) }
            }
        }
    }

    @Test func aStormOfCancellationsLeavesAWorkingClient() async throws {
        let (arrivals, arrive) = AsyncStream.makeStream(of: Void.self)
        let handler: Handler = { request in
            if request.rawPath == "/now" { return .now(Response(body: .bytes("ok".bytes))) }
            arrive.yield()
            return .later {
                let (never, end) = AsyncStream.makeStream(of: Void.self)
                for await _ in never {}
                withExtendedLifetime(end) {}
                return Response()
            }
        }
        let client = patientClient()
        try await withServer(handler) { port in
            let tasks = (0..<300).map { index in
                Task {
                    await code { () throws(HTTPClientError) in
                        switch index % 3 {
                        case 0: _ = try await client.send(request(port))
                        case 1: _ = try await client.open(request(port, .post), body: .bytes(pattern(100_000)))
                        default:
                            let body = HTTPClient.RequestBody.stream(length: nil) { writer in
                                while true { try await writer.write(pattern(1000)) }
                            }
                            _ = try await client.send(request(port, .post), body: body)
                        }
                    }
                }
            }
            // Some have arrived, others are anywhere on their way, and the endless ones never arrive as a whole.
            var arrived = 0
            for await _ in arrivals {
                arrived += 1
                if arrived == 50 { break }
            }
            for task in tasks { task.cancel() }
            for task in tasks { #expect(await task.value == .cancelled) }
            let (_, answer) = try await client.send(request(port, .get, "/now"))
            #expect(answer == "ok".bytes)
        }
    }

    @Test func whoWaitsForHisTurnHasADeadlineToo() async throws {
        let server = try LoopbackServer(.open(""))
        var limits = HTTPClient.ConnectionLimits()
        limits.maximumRequests = 1
        var client = HTTPClient(limits: limits)
        client.options.timeout = .seconds(60)
        let first = Task { [client] in
            await code { () throws(HTTPClientError) in _ = try await client.send(request(server.port)) }
        }
        #expect(await server.request() != nil)
        client.options.timeout = .milliseconds(50)
        let second = await code { () throws(HTTPClientError) in _ = try await client.send(request(server.port)) }
        #expect(second == .timedOut)
        first.cancel()
        #expect(await first.value == .cancelled)
    }

    @Test func aTransferOutlivesItsClient() async throws {
        let server = try LoopbackServer(.bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"))
        let body = try await patientClient().open(request(server.port)).1
        #expect(try await collected(body) == "ok".bytes)
    }
}
