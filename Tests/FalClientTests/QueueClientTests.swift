import FalAPI
import HTTPTypes
import JSON
import Testing

@testable import FalClient

@Suite struct QueueClientTests {
    private static let submitted = answer(200, ["status": "IN_QUEUE", "request_id": "r1", "queue_position": 0])

    @Test func aSubmitCarriesInputKeyAndOptions() async throws {
        let transport = ScriptedTransport([Self.submitted])
        var options = SubmitOptions(webhookURL: "https://me.example/")
        options.priority = .low
        let handle = try await FalClient.test(transport, hosts: .fal).queue.submit(
            "fal-ai/kling-video/video-to-audio",
            input: ["video_url": "u", "asmr_mode": true],
            options: options
        )
        #expect(handle.requestID == "r1")
        #expect(handle.endpoint == "fal-ai/kling-video/video-to-audio")
        let (request, body) = try #require(transport.sent.first)
        #expect(request.authority == "queue.fal.run")
        #expect(request.path == "/fal-ai/kling-video/video-to-audio?fal_webhook=https%3A%2F%2Fme.example%2F")
        #expect(request.headerFields[.authorization] == "Key someone:secret")
        #expect(request.headerFields[.contentType] == "application/json")
        #expect(request.headerFields[.falQueuePriority] == "low")
        #expect(body == .bytes(Array(#"{"video_url":"u","asmr_mode":true}"#.utf8)))
    }

    @Test func theRequestsURLsAreItsApplications() async throws {
        let transport = ScriptedTransport([
            answer(202, ["status": "IN_PROGRESS"]), answer(200, ["x": 1]),
            answer(202, ["status": "CANCELLATION_REQUESTED"]),
        ])
        let handle = try FalClient.test(transport, hosts: .fal).queue.request("fal-ai/wan/v2.7/text-to-video", id: "r1")
        #expect(try await handle.status(includeLogs: true).state == .inProgress)
        #expect(try await handle.result() == ["x": 1])
        #expect(try await handle.cancel() == .requested)
        #expect(
            transport.lines == [
                "GET /fal-ai/wan/requests/r1/status?logs=1", "GET /fal-ai/wan/requests/r1",
                "PUT /fal-ai/wan/requests/r1/cancel",
            ]
        )
    }

    @Test func aProxyGetsTheTargetAndNoMore() async throws {
        let transport = ScriptedTransport([Self.submitted])
        let client = FalClient.test(transport, hosts: .fal) {
            $0.proxyURL = "https://app.example/api/fal/proxy"
            $0.credentials = .none
        }
        _ = try await client.queue.submit("a/b", input: [:])
        let request = try #require(transport.sent.first?.request)
        #expect(request.authority == "app.example")
        #expect(request.path == "/api/fal/proxy")
        #expect(request.headerFields[.falTargetURL] == "https://queue.fal.run/a/b")
        #expect(request.headerFields[.authorization] == nil)
    }

    @Test func aSubmitIsTriedAgainWhenItWasNotTakenIn() async throws {
        let time = TestTime()
        let transport = ScriptedTransport([
            failure(.cannotConnect), answer(429, ["detail": "slow"], [.retryAfter: "3"]), answer(503), Self.submitted,
        ])
        _ = try await FalClient.test(transport, time).queue.submit("a/b", input: [:])
        #expect(transport.sent.count == 4)
        #expect(time.pauses == [.milliseconds(500), .seconds(3), .seconds(2)])
    }

    @Test(arguments: [failure(.connectionLost), answer(502), answer(504)]) func aSubmitThatMayBeUnderWayIsNotSentTwice(
        _ step: @escaping ScriptedTransport.Step
    ) async {
        let transport = ScriptedTransport([step, Self.submitted])
        let error = await #expect(throws: FalError.self) {
            try await FalClient.test(transport).queue.submit("a/b", input: [:])
        }
        #expect(error?.mayHaveBeenAccepted == true)
        #expect(transport.sent.count == 1)
    }

    @Test func whatDoesNotAnswerInTimeIsGivenUp() async throws {
        let time = TestTime()
        let transport = ScriptedTransport(then: { _, _ in
            time.advance(by: .seconds(60))
            try await forever()
            throw CancellationError()
        })
        let error = await #expect(throws: FalError.self) {
            try await FalClient.test(transport, time).queue.submit("a/b", input: [:])
        }
        #expect(error?.code == .timedOut)
        #expect(error?.mayHaveBeenAccepted == true)
        let look = await #expect(throws: FalError.self) {
            try await FalClient.test(transport, time).queue.status("a/b", of: "r1")
        }
        #expect(look?.code == .timedOut)
        // Once for the submit; a look is repeated as long as the policy has time for it.
        #expect(transport.sent.count > 2)
    }

    @Test(arguments: [
        bytes(200, Array("<html>".utf8), [.contentType: "text/html"]), answer(200, [:]), answer(200, ["request_id": 7]),
        answer(200, ["request_id": "../../x"]), bytes(200, [0xFF, 0xFE]), bytes(200, []),
    ]) func anAnswerWithoutAnIDIsNoAnswer(_ step: @escaping ScriptedTransport.Step) async {
        let error = await #expect(throws: FalError.self) {
            try await FalClient.test(ScriptedTransport([step])).queue.submit("a/b", input: [:])
        }
        #expect(error?.code == .invalidAnswer)
    }

    @Test func aHugeAnswerIsNotTaken() async {
        let asked = Guarded(0)
        let huge: ScriptedTransport.Step = { _, _ in
            let body = ResponseBody(
                next: {
                    asked.withLock { $0 += 1 }
                    return [UInt8](repeating: 0x20, count: 1024)
                },
                cancel: {}
            )
            return (HTTPResponse(status: .ok, headerFields: [.contentLength: "10737418240"]), body)
        }
        let endless: ScriptedTransport.Step = { _, _ in
            let body = ResponseBody(next: { [UInt8](repeating: 0x20, count: 1024) }, cancel: {})
            return (HTTPResponse(status: .ok), body)
        }
        for step in [huge, endless] {
            let error = await #expect(throws: FalError.self) {
                try await FalClient.test(ScriptedTransport([step])) { $0.maximumResponseBytes = 4096 }.queue
                    .result("a/b", of: "r1")
            }
            #expect(error?.code == .invalidAnswer)
        }
        #expect(asked.withLock { $0 } == 0)
    }

    @Test func statusesOfTheFutureAreRead() async throws {
        let transport = ScriptedTransport([
            answer(
                202,
                ["status": "PAUSED", "logs": [["message": "m"], 7, "text"], "metrics": 3, "queue_position": 1.5]
            )
        ])
        let status = try await FalClient.test(transport).queue.status("a/b", of: "r1")
        #expect(status.state == .unknown("PAUSED"))
        #expect(!status.isCompleted)
        #expect(status.logs.map(\.message) == ["m", "", "text"])
        #expect(status.queuePosition == nil)
    }

    @Test func cancellingHasItsOutcomes() async throws {
        let transport = ScriptedTransport([
            answer(200, ["status": "OK"]), answer(400, ["status": "ALREADY_COMPLETED"]),
            answer(202, ["status": "LATER"]),
            answer(404, ["status": "NOT_FOUND"]), answer(400, ["detail": "other"]),
        ])
        let handle = try FalClient.test(transport).queue.request("a/b", id: "r1")
        #expect(try await handle.cancel() == .removed)
        #expect(try await handle.cancel() == .alreadyCompleted)
        #expect(try await handle.cancel().description == "LATER")
        #expect(await #expect(throws: FalError.self) { try await handle.cancel() }?.code == .notFound)
        #expect(await #expect(throws: FalError.self) { try await handle.cancel() }?.code == .refused)
    }

    private struct Output: Decodable, Sendable {
        var video: RemoteFile
        var count: Int
    }

    @Test func outputsDecodeOrSayWhereNot() async throws {
        let transport = ScriptedTransport([
            answer(200, ["video": ["url": "u", "file_size": .null], "count": 3]),
            answer(200, ["video": ["url": "u"], "count": "three"], [.falRequestID: "r9"]), answer(200, ["count": 3]),
            bytes(200, Array("<html>".utf8)),
        ])
        let handle = try FalClient.test(transport).queue.request("a/b", id: "r1")
        #expect(try await handle.result(as: Output.self).video == RemoteFile(url: "u"))
        let wrong = await #expect(throws: FalError.self) { try await handle.result(as: Output.self) }
        #expect(wrong?.code == .undecodableOutput)
        #expect(wrong?.message == "the output is not as expected: count is no Int")
        #expect(wrong?.requestID == "r9")
        let missing = await #expect(throws: FalError.self) { try await handle.result(as: Output.self) }
        #expect(missing?.message == "the output is not as expected: video is missing")
        #expect(
            await #expect(throws: FalError.self) { try await handle.result(as: Output.self) }?.code == .invalidAnswer
        )
    }

    @Test func aRunsTemporaryFailureIsRepeatedAndItsOtherFailuresAreNot() async throws {
        let again = answer(503, ["detail": "x"], [.falRequestID: "r1", .falNeedsRetry: "1"])
        let final = answer(503, ["detail": "x"], [.falRequestID: "r1"])
        let transport = ScriptedTransport([again, answer(200, ["a": 1]), final])
        #expect(try await FalClient.test(transport).run("a/b", input: [:]) == ["a": 1])
        let error = await #expect(throws: FalError.self) { try await FalClient.test(transport).run("a/b", input: [:]) }
        #expect(error?.requestID == "r1")
        #expect(transport.lines == ["POST /run/a/b", "POST /run/a/b", "POST /run/a/b"])
    }
}
