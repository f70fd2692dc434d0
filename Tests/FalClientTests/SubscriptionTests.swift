import HTTPTypes
import JSON
import Testing

@testable import FalClient

@Suite(.timeLimit(.minutes(1))) struct SubscriptionTests {
    private static let submitted = answer(200, ["request_id": "r1"])
    private static let queued = answer(202, ["status": "IN_QUEUE", "queue_position": 0])

    /// A service whose request runs for so many polls.
    private static func service(polls: Int) -> ScriptedTransport {
        let count = Guarded(0)
        return ScriptedTransport(
            then: { request, body in
                let path = request.path ?? ""
                if request.method == .put {
                    return try await answer(202, ["status": "CANCELLATION_REQUESTED"])(request, body)
                }
                if request.method == .post { return try await submitted(request, body) }
                guard path.contains("/status") else { return try await answer(200, ["done": true])(request, body) }
                let isOver = count.withLock { count in
                    count += 1
                    return count > polls
                }
                if path.contains("/stream") {
                    return try await events(
                        (0...polls).map {
                            "data: {\"status\":\"\($0 < polls ? "IN_PROGRESS" : "COMPLETED")\",\"n\":\($0)}\n\n"
                        }
                    )(request, body)
                }
                return try await answer(200, ["status": isOver ? "COMPLETED" : "IN_PROGRESS"])(request, body)
            }
        )
    }

    @Test func aRequestIsFollowedToItsResult() async throws {
        let states = Collected<QueueStatus.State>()
        let output = try await FalClient.test(Self.service(polls: 2)).subscribe(to: "a/b", input: ["x": 1]) {
            states.append($0.state)
        }
        #expect(output == ["done": true])
        #expect(states.values == [.inProgress, .completed])
    }

    @Test func aResultThatIsNotThereYetIsWaitedFor() async throws {
        let early = answer(400, ["detail": "Request is still in progress"])
        let transport = ScriptedTransport([
            Self.submitted, answer(200, ["status": "COMPLETED"]), early, early, answer(200, ["done": true]),
        ])
        #expect(try await FalClient.test(transport).subscribe(to: "a/b", input: [:]) == ["done": true])
        let never = ScriptedTransport([Self.submitted, answer(200, ["status": "COMPLETED"])], then: early)
        let error = await #expect(throws: FalError.self) {
            try await FalClient.test(never).subscribe(to: "a/b", input: [:])
        }
        #expect(error?.code == .notCompleted)
    }

    @Test func whatTakesTooLongIsCancelledOnTheServer() async throws {
        let time = TestTime()
        let transport = Self.service(polls: 1_000_000)
        let error = await #expect(throws: FalError.self) {
            try await FalClient.test(transport, time).subscribe(
                to: "a/b",
                input: [:],
                options: SubscribeOptions(pollInterval: .seconds(1), timeout: .seconds(10))
            )
        }
        #expect(error?.code == .timedOut)
        #expect(error?.requestID == "r1")
        #expect(transport.lines.last == "PUT /queue/a/b/requests/r1/cancel")
        #expect(transport.lines.filter { $0.contains("/status") }.count == 10)
    }

    @Test func theEffortToCancelIsBounded() async throws {
        let time = TestTime()
        let transport = ScriptedTransport(
            [Self.submitted],
            then: { request, body in
                guard request.method == .put else { return try await Self.queued(request, body) }
                time.advance(by: .seconds(5))
                try await forever()
                throw CancellationError()
            }
        )
        let error = await #expect(throws: FalError.self) {
            try await FalClient.test(transport, time).subscribe(
                to: "a/b",
                input: [:],
                options: SubscribeOptions(timeout: .seconds(1))
            )
        }
        #expect(error?.code == .timedOut)
    }

    @Test func failuresAreNotCancelled() async throws {
        let transport = ScriptedTransport([
            Self.submitted, answer(200, ["status": "COMPLETED"]),
            answer(422, ["detail": [["loc": ["body"], "msg": "no"]]]),
        ])
        let error = await #expect(throws: FalError.self) {
            try await FalClient.test(transport).subscribe(to: "a/b", input: [:])
        }
        #expect(error?.code == .invalidInput)
        #expect(error?.requestID == "r1")
        #expect(transport.sent.count == 3)
    }

    /// Cancels the task when it awaits the transport for the n-th time, for every n there is.
    @Test(arguments: [UpdateMode.polling, .streaming]) func cancellationAtEveryAwaitLeavesNothingRunning(
        _ mode: UpdateMode
    ) async throws {
        var n = 1
        while true {
            let service = Self.service(polls: 3)
            let canceller = Canceller(service, at: n)
            let client = FalClient.test(canceller)
            let task = Task {
                try await client.subscribe(to: "a/b", input: [:], options: SubscribeOptions(updates: mode))
            }
            canceller.set(task)
            let result = await task.result
            guard canceller.hasCancelled else {
                #expect(try result.get() == ["done": true])
                break
            }
            #expect(throws: CancellationError.self, "await \(n)") { try result.get() }
            let lines = service.lines
            if lines.contains(where: { $0.hasPrefix("POST") }) {
                #expect(lines.last == "PUT /queue/a/b/requests/r1/cancel", "await \(n): \(lines)")
            }
            n += 1
        }
        #expect(n > 3)
    }

    @Test func aTaskThatIsCancelledBeforeLeavesNothingRunning() async throws {
        let service = Self.service(polls: 1)
        let client = FalClient.test(service)
        let task = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await client.subscribe(to: "a/b", input: [:])
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(
            service.lines.filter { $0.hasPrefix("POST") }.count == service.lines.filter { $0.hasPrefix("PUT") }.count
        )
    }

    /// A transport that cancels a task at an await: before it sends, while an answer's body is read.
    private final class Canceller: ClientTransport {
        private let inner: ScriptedTransport
        private let state: Guarded<(left: Int, task: Task<JSONValue, any Error>?, has: Bool)>

        init(_ inner: ScriptedTransport, at n: Int) {
            self.inner = inner
            state = Guarded((n, nil, false))
        }

        var hasCancelled: Bool { state.withLock { $0.has } }

        func set(_ task: Task<JSONValue, any Error>) { state.withLock { $0.task = task } }

        private func pass(_ isOfTheCancellation: Bool) async {
            // The task is known a moment after it has begun.
            while state.withLock({ $0.task == nil }) { await Task.yield() }
            guard !isOfTheCancellation else { return }
            let task = state.withLock { state -> Task<JSONValue, any Error>? in
                state.left -= 1
                guard state.left == 0 else { return nil }
                state.has = true
                return state.task
            }
            task?.cancel()
        }

        func send(_ request: HTTPRequest, body: RequestBody) async throws -> (HTTPResponse, ResponseBody) {
            let isOfTheCancellation = request.method == .put
            await pass(isOfTheCancellation)
            try Task.checkCancellation()
            let (response, body) = try await inner.send(request, body: body)
            await pass(isOfTheCancellation)
            try Task.checkCancellation()
            return (
                response,
                ResponseBody(
                    next: {
                        await self.pass(isOfTheCancellation)
                        try Task.checkCancellation()
                        return try await body.nextPiece()
                    },
                    cancel: {}
                )
            )
        }
    }
}
