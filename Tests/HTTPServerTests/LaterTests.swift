import HTTPServer
import HTTPTypes
import Testing

@Suite(.timeLimit(.minutes(1))) struct LaterTests {
    private static let get = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"

    @Test func manyAnswersAreAwaitedAtOnce() async throws {
        let go = Event()
        let waiting = Locked(0)
        let handler: Handler = { request in
            if request.target == "/go" {
                go.happen()
                return .now(.text("gone"))
            }
            return .later {
                waiting.withLock { $0 += 1 }
                await go.wait()
                return .text(request.target)
            }
        }
        try await withServer(handler: handler) { _, port in
            var clients: [RawClient] = []
            for number in 0..<20 {
                let client = try await RawClient.connect(port: port)
                try await client.send("GET /\(number) HTTP/1.1\r\nHost: h\r\n\r\n")
                clients.append(client)
            }
            while waiting.withLock({ $0 }) < 20 { await Task.yield() }
            let other = try await RawClient.connect(port: port)
            #expect(try await other.exchange("GET /go HTTP/1.1\r\nHost: h\r\n\r\n").body == "gone")
            for (number, client) in clients.enumerated() {
                #expect(try await client.readResponse().body == "/\(number)")
            }
        }
    }

    @Test(arguments: [true, false])
    func taskIsCancelledWhenThePeerLeaves(abruptly: Bool) async throws {
        let (started, cancelled) = (Event(), Event())
        let handler: Handler = { _ in
            .later {
                started.happen()
                await Event().wait()
                if Task.isCancelled { cancelled.happen() }
                return .text("nobody reads this")
            }
        }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(Self.get)
            await started.wait()
            if abruptly { client.leaveAbruptly() } else { client.closeSendingHalf() }
            #expect(await cancelled.wait())
        }
    }

    @Test func pipelinedRequestDoesNotLookLikeLeaving() async throws {
        let (started, go) = (Event(), Event())
        let handler: Handler = { request in
            .later {
                started.happen()
                await go.wait()
                return .text(Task.isCancelled ? "cancelled" : request.target)
            }
        }
        try await withServer(handler: handler) { _, port in
            let client = try await RawClient.connect(port: port)
            try await client.send(Self.get)
            await started.wait()
            try await client.send("GET /second HTTP/1.1\r\nHost: h\r\n\r\n")
            go.happen()
            #expect(try await client.readResponse().body == "/")
            #expect(try await client.readResponse().body == "/second")
        }
    }
}
