import HTTPTypes
import JSON
import Testing

@testable import FalClient

@Suite(.timeLimit(.minutes(1))) struct UpdatesTests {
    private func status(_ state: String, _ logs: [String] = [], position: Int? = nil) -> JSONValue {
        var body: JSONObject = [
            "status": .string(JSONString(state)), "request_id": "r1",
            "logs": .array(
                logs.map { ["message": .string(JSONString($0)), "timestamp": .string(JSONString("t" + $0))] }
            ),
        ]
        if let position { body["queue_position"] = .number(.integer(Int64(position))) }
        return .object(body)
    }

    private func event(_ state: String, _ logs: [String] = [], position: Int? = nil) -> String {
        "data: \(status(state, logs, position: position))\n\n"
    }

    private func collect(
        _ transport: ScriptedTransport,
        _ mode: UpdateMode,
        _ time: TestTime = TestTime()
    ) async throws
        -> [String]
    {
        let handle = try FalClient.test(transport, time).queue.request("a/b", id: "r1")
        var lines: [String] = []
        for try await update in handle.updates(mode, includeLogs: true) {
            let position = update.queuePosition.map { "@\($0)" } ?? ""
            lines.append("\(update.state)\(position) \(update.logs.map(\.message).joined())")
        }
        return lines
    }

    @Test func pollsBecomeChanges() async throws {
        let time = TestTime()
        let transport = ScriptedTransport([
            answer(202, status("IN_QUEUE", position: 2)), answer(202, status("IN_QUEUE", position: 2)),
            answer(202, status("IN_QUEUE", position: 1)), answer(202, status("IN_PROGRESS", ["a"])),
            answer(202, status("IN_PROGRESS", ["a", "b"])), answer(202, status("IN_PROGRESS", ["a", "b"])),
            answer(200, status("COMPLETED", ["a", "b", "c"])),
        ])
        let lines = try await collect(transport, .polling, time)
        #expect(lines == ["IN_QUEUE@2 ", "IN_QUEUE@1 ", "IN_PROGRESS a", "IN_PROGRESS b", "COMPLETED c"])
        #expect(time.pauses == Array(repeating: .milliseconds(500), count: 6))
    }

    @Test func eventsBecomeUpdates() async throws {
        let text =
            event("IN_QUEUE", position: 0) + ": ping\n\n" + event("IN_PROGRESS", ["a"]) + event("COMPLETED", ["b"])
        for size in [1, 7, 10_000] {
            let pieces = stride(from: 0, to: text.utf8.count, by: size).map { start in
                String(decoding: text.utf8.dropFirst(start).prefix(size), as: UTF8.self)
            }
            let lines = try await collect(ScriptedTransport([events(pieces)]), .streaming)
            #expect(lines == ["IN_QUEUE@0 ", "IN_PROGRESS a", "COMPLETED b"])
        }
    }

    @Test func framesThatComeTwiceCountOnce() async throws {
        let frames = [event("IN_PROGRESS", ["a"]), event("IN_PROGRESS", ["b"]), event("COMPLETED", ["c"])]
        let lines = try await collect(ScriptedTransport([events(frames.flatMap { [$0, $0] })]), .streaming)
        #expect(lines == ["IN_PROGRESS a", "IN_PROGRESS b", "COMPLETED c"])
    }

    @Test(arguments: [TransportError.Code?.none, .connectionLost, .badResponse]) func aBrokenStreamIsTakenUpAgain(
        _ error: TransportError.Code?
    ) async throws {
        // The second stream begins anew, the third goes on; the lines of the gaps come by polls.
        let transport = ScriptedTransport([
            events([event("IN_PROGRESS", ["a"]), "data: {\"sta"], endsWith: error),
            answer(202, status("IN_PROGRESS", ["a", "b"])),
            events([event("IN_PROGRESS", ["a", "b", "c"])], endsWith: error),
            answer(202, status("IN_PROGRESS", ["a", "b", "c", "d"])),
            events([event("IN_PROGRESS", ["e"]), event("COMPLETED", ["f"])], endsWith: error),
            answer(200, status("COMPLETED", ["a", "b", "c", "d", "e", "f", "g"])),
        ])
        let lines = try await collect(transport, .streaming)
        #expect(lines.joined().filter { "abcdefg".contains($0) } == "abcdefg")
        #expect(lines.last?.hasPrefix("COMPLETED") == true)
        #expect(transport.sent.count == 6)
    }

    @Test func aSilentStreamIsBroken() async throws {
        let time = TestTime()
        let silent: ScriptedTransport.Step = { _, _ in
            let body = ResponseBody(
                next: {
                    time.advance(by: .seconds(46))
                    try await forever()
                    return nil
                },
                cancel: {}
            )
            return (HTTPResponse(status: .ok, headerFields: [.contentType: "text/event-stream"]), body)
        }
        let transport = ScriptedTransport([
            silent, answer(202, status("IN_PROGRESS", ["a"])), events([event("COMPLETED", ["a"])]),
            answer(200, status("COMPLETED", ["a"])),
        ])
        #expect(try await collect(transport, .streaming, time) == ["IN_PROGRESS a", "COMPLETED "])
    }

    @Test(arguments: [
        answer(200, ["status": "COMPLETED"]), bytes(200, Array("<html>".utf8), [.contentType: "text/html"]),
        answer(404), answer(405), failure(.tlsFailed),
    ]) func withoutAStreamThereArePolls(_ step: @escaping ScriptedTransport.Step) async throws {
        let transport = ScriptedTransport([step, answer(200, status("COMPLETED", ["a"]))])
        #expect(try await collect(transport, .streaming) == ["COMPLETED a"])
        #expect(transport.lines.last?.hasSuffix("/status?logs=1") == true)
    }

    @Test func aStreamThatNeverComesIsGivenUpForPolls() async throws {
        let time = TestTime()
        let transport = ScriptedTransport(
            then: { request, body in
                if request.path?.contains("/stream") == true { throw TransportError(.connectionLost, "") }
                return try await answer(202, self.status("IN_QUEUE", position: 1))(request, body)
            }
        )
        let handle = try FalClient.test(transport, time).queue.request("a/b", id: "r1")
        var updates = handle.updates(.streaming).makeAsyncIterator()
        #expect(try await updates.next()?.state == .inQueue)
        let streams = { transport.lines.filter { $0.contains("/stream") }.count }
        let task = Task { [updates] in
            var updates = updates
            _ = try await updates.next()
        }
        while transport.sent.count < 40 { await Task.yield() }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        #expect(streams() == RetryPolicy().maximumAttempts)
    }

    @Test func eventsThatAreNoStatusesAreSkippedButNotForEver() async throws {
        let good = ["data: {}\n\n", "data: \u{FFFD}\n\n", "data: [\n\n", event("COMPLETED")]
        #expect(try await collect(ScriptedTransport([events(good)]), .streaming) == ["COMPLETED "])
        let rubbish = (0...200).map { "data: \($0)\n\n" }
        let transport = ScriptedTransport([
            events(rubbish), answer(202, status("IN_QUEUE", position: 1)), events([event("COMPLETED")]),
            answer(200, status("COMPLETED")),
        ])
        #expect(try await collect(transport, .streaming) == ["IN_QUEUE@1 ", "COMPLETED "])
    }

    @Test func nothingComesAfterTheEnd() async throws {
        let handle = try FalClient.test(ScriptedTransport([answer(200, status("COMPLETED"))])).queue.request(
            "a/b",
            id: "r1"
        )
        var updates = handle.updates().makeAsyncIterator()
        #expect(try await updates.next()?.isCompleted == true)
        #expect(try await updates.next() == nil)
    }

    @Test func aRequestThatDoesNotExistIsAnError() async throws {
        let handle = try FalClient.test(ScriptedTransport(then: answer(404, ["status": "NOT_FOUND"]))).queue
            .request("a/b", id: "r1")
        for mode in [UpdateMode.polling, .streaming] {
            var updates = handle.updates(mode).makeAsyncIterator()
            #expect(await #expect(throws: FalError.self) { try await updates.next() }?.code == .notFound)
            #expect(try await updates.next() == nil)
        }
    }
}
