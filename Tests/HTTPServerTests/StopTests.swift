import HTTPServer
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct StopTests {
    private static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

    @Test func waitingRequestFinishesWithinTheGrace() async throws {
        let (started, go) = (Event(), Event())
        let handler: Handler = { request in
            if request.target == "/probe" { return .now(.text("probe")) }
            return .later {
                started.happen()
                await go.wait()
                return .text("finished")
            }
        }
        try await withServer(handler: handler) { server, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(Self.get)
            await started.wait()
            let stopping = Task { await server.stop(grace: .seconds(60)) }
            // A request that is refused shows that the stop has begun.
            while true {
                let other = try await RawClient.connect(port: port)
                if try await other.exchange("GET /probe HTTP/1.1\r\nHost: h\r\n\r\n").code == 503 { break }
            }
            go.happen()
            let response = try await client.readResponse()
            #expect(response.body == "finished")
            #expect(response.fields("connection") == ["close"])
            await stopping.value
        }
    }

    @Test func waitingRequestIsRefusedAfterTheGrace() async throws {
        let (started, cancelled) = (Event(), Event())
        let handler: Handler = { _ in
            .later {
                started.happen()
                await Event().wait()
                if Task.isCancelled { cancelled.happen() }
                return .text("too late")
            }
        }
        try await withServer(handler: handler) { server, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(Self.get)
            await started.wait()
            await server.stop()
            let response = try await client.readResponse()
            #expect(response.code == 503)
            #expect(response.fields("connection") == ["close"])
            #expect(try await client.isClosed())
            await cancelled.wait()
        }
    }

    @Test func deafTaskDoesNotHoldUpTheStop() async throws {
        let (started, go) = (Event(), Event())
        let handler: Handler = { _ in
            .later {
                started.happen()
                await Task { _ = await go.wait() }.value
                return .text("nobody")
            }
        }
        try await withServer(handler: handler) { server, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(Self.get)
            await started.wait()
            await server.stop()
            #expect(try await client.readResponse().code == 503)
            go.happen()
        }
    }

    @Test func streamsAreCut() async throws {
        let cancelled = Event()
        let handler: Handler = { _ in
            .now(
                Response(
                    body: .stream { writer in
                        try? await writer.write([0x61])
                        await Event().wait()
                        cancelled.happen()
                    }
                )
            )
        }
        try await withServer(handler: handler) { server, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(Self.get)
            try await client.read(until: "1\r\na\r\n")
            await server.stop()
            #expect(try await client.isClosed())
            await cancelled.wait()
        }
    }

    @Test func everyStopWaitsForTheSameEnd() async throws {
        try await withServer(handler: echo) { server, port in
            let client = try await RawClient.connect(port: port)
            #expect(try await client.exchange(Self.get).code == 200)
            await withTaskGroup { group in
                for _ in 0..<5 { group.addTask { await server.stop() } }
            }
            await server.stop()
            #expect(server.addresses.isEmpty)
            #expect(server.connectionCount == 0)
            #expect(try await client.isClosed())
            await #expect(throws: RawClient.Failure.self) { try await RawClient.connect(port: port) }
            #expect(throws: ServerError.self) { try server.start() }
        }
    }

    @Test func serverThatNeverStartedStops() async {
        let server = Server(ServerConfiguration(listeners: [Listener()]), handler: echo)
        await server.stop()
        #expect(throws: ServerError.self) { try server.start() }
    }

    @Test func forgottenServerEnds() async throws {
        let port: UInt16
        let client: RawClient
        do {
            let server = Server(ServerConfiguration(listeners: [Listener()]), handler: echo)
            try server.start()
            port = server.addresses[0].port
            client = try await RawClient.connect(port: port)
            #expect(try await client.exchange(Self.get).code == 200)
        }
        #expect(try await client.isClosed())
    }

    /// Requests of every kind, abrupt closes, and a stop in the middle of it.
    @Test(arguments: 0..<6)
    func stopUnderLoadAnswersOrCloses(round: Int) async throws {
        let handler: Handler = { request in
            switch request.target {
            case "/now": .now(.text("now"))
            case "/later":
                .later {
                    await Task.yield()
                    return .text("later")
                }
            case "/never":
                .later {
                    await Event().wait()
                    return .text("never")
                }
            default:
                .now(
                    Response(
                        body: .stream { writer in
                            while (try? await writer.write(Array("data: x\n\n".utf8))) != nil { await Task.yield() }
                        }
                    )
                )
            }
        }
        let answered = Locked(0)
        try await withServer(handler: handler) { server, port in
            await withTaskGroup { group in
                for number in 0..<12 {
                    group.addTask {
                        let target = ["/now", "/later", "/never", "/stream", "/now", "/later"][number % 6]
                        // Ends when the server has stopped and nobody listens any more.
                        while let client = try? await RawClient.connect(port: port) {
                            await load(client, target: target, answered: answered)
                        }
                    }
                }
                while answered.withLock({ $0 }) < 200 { await Task.yield() }
                await server.stop(grace: .milliseconds(round % 2 == 0 ? 0 : 50))
            }
            #expect(server.connectionCount == 0)
        }
    }

    private func load(_ client: RawClient, target: String, answered: Locked<Int>) async {
        do {
            for _ in 0..<20 {
                try await client.send("GET \(target) HTTP/1.1\r\nHost: h\r\n\r\n")
                switch target {
                case "/stream":
                    _ = try await client.read(count: 500)
                    answered.withLock { $0 += 1 }
                    return client.leaveAbruptly()
                case "/never":
                    answered.withLock { $0 += 1 }
                    return client.closeSendingHalf()
                default:
                    let response = try await client.readResponse()
                    #expect(response.code == 200 || response.code == 503)
                    answered.withLock { $0 += 1 }
                }
            }
        } catch let failure as RawClient.Failure {
            // A closed connection is what a stop is for; silence is not.
            #expect(!failure.message.hasPrefix("nothing came"))
        } catch {
            Issue.record(error)
        }
    }
}
