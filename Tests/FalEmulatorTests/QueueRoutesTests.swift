import FalAPI
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

@Suite struct QueueRoutesTests {
    static let queueHeaders = [
        "access-control-allow-credentials": "true",
        "connection": "keep-alive",
        "content-type": "application/json",
        "strict-transport-security": "max-age=31536000; includeSubDomains",
        "vary": "origin, access-control-request-method, access-control-request-headers",
        "x-robots-tag": "noindex",
    ]

    /// The header names of an answer, beside those that every answer of the queue has.
    private func extraHeaders(_ reply: Reply) -> Set<String> {
        for (name, value) in Self.queueHeaders { #expect(reply[name] == value) }
        return Set(reply.headers.map(\.name.canonicalName)).subtracting(Self.queueHeaders.keys)
    }

    @Test func aSubmitAnswersAsCaptured() async throws {
        let emulator = try TestEmulator()
        let reply = await emulator.send(.post, "/queue" + TestEmulator.lipsync, ["video_url": "x", "audio_url": "y"])
        #expect(reply.status == 200)
        #expect(extraHeaders(reply) == ["x-fal-request-id"])
        let id = try #require(reply.json["request_id"]?.string)
        #expect(reply["x-fal-request-id"] == id)
        let url = "http://localhost:8787/queue/fal-ai/kling-video/requests/\(id)"
        #expect(
            reply.text
                == #"{"status":"IN_QUEUE","request_id":"\#(id)","response_url":"\#(url)","status_url":"\#(url)/status","cancel_url":"\#(url)/cancel","logs":null,"metrics":{},"queue_position":0}"#
        )
    }

    @Test func aWebhookAddsTheGatewaysId() async throws {
        let emulator = try TestEmulator()
        let reply = await emulator.send(
            .post,
            "/queue\(TestEmulator.videoToAudio)?fal_webhook=https://example.com/hook",
            TestEmulator.goodInput
        )
        #expect(reply.json.object?.last?.key == "gateway_request_id")
        #expect(reply.json["gateway_request_id"] == reply.json["request_id"])
    }

    @Test func statusGoesThroughItsThreeStates() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        var replies: [Reply] = []
        for pause in [0.0, 0.3, 0.7] {
            emulator.world.advance(by: .seconds(pause))
            replies.append(await emulator.send(.get, url + "/status"))
        }
        #expect(replies.map(\.status) == [202, 202, 200])
        #expect(replies.map { $0.json["status"] } == ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"])
        #expect(replies.map { $0.json["queue_position"] } == [0, nil, nil])
        #expect(replies.map { $0.json["metrics"] } == [[:], [:], ["inference_time": 0.7]])
        #expect(replies.map { $0.json["logs"] } == [.null, .null, .null])
        for reply in replies { #expect(extraHeaders(reply) == [], "polls carry no header of fal's own") }
    }

    @Test(arguments: [
        ("1", true), ("true", true), ("True", true), ("yes", true), ("0", false), ("false", false), ("", false),
    ])
    func logsAreAListWhenAskedForAndElseNull(value: String, isList: Bool) async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        let queued = await emulator.send(.get, "\(url)/status?logs=\(value)")
        #expect(queued.json["logs"] == (isList ? [] : .null))
        emulator.world.advance(by: .seconds(1))
        let completed = await emulator.send(.get, "\(url)/status?logs=\(value)")
        #expect((completed.json["logs"]?.array?.count == 3) == isList)
    }

    @Test func theResultIsTheModelsOutput() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        emulator.world.advance(by: .seconds(1))
        for path in [
            url, url + "/response", url + "/", url.replacing("kling-video/", with: "kling-video/video-to-audio/"),
        ] {
            let reply = await emulator.send(.get, path)
            #expect(reply.status == 200)
            #expect(extraHeaders(reply) == ["x-fal-request-id", "x-fal-served-from", "x-fal-billable-units"])
            #expect(reply["x-fal-billable-units"] == "1")
            #expect(reply.json.object?.map(\.key) == ["video", "audio"])
            for file in ["video", "audio"] {
                #expect(reply.json[file]?.object?.map(\.key) == ["url", "content_type", "file_name", "file_size"])
            }
        }
    }

    @Test func lipsyncIsPricedByStepsOfFiveSeconds() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit(TestEmulator.lipsync, ["video_url": "x", "audio_url": "y"])
        emulator.world.advance(by: .seconds(1))
        let reply = await emulator.send(.get, url)
        #expect(reply["x-fal-billable-units"] == "5")
        #expect(reply.json["video"]?["file_name"] == "output.mp4")
    }

    @Test func aResultBeforeTheEndIs400InAlphabeticalOrder() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        let reply = await emulator.send(.get, url)
        let full = "http://localhost:8787" + url
        let id = try #require(url.split(separator: "/").last)
        #expect(reply.status == 400)
        #expect(
            reply.text
                == #"{"cancel_url":"\#(full)/cancel","detail":"Request is still in progress","request_id":"\#(id)","response_url":"\#(full)","status_url":"\#(full)/status"}"#
        )
        #expect(extraHeaders(reply) == ["x-fal-request-id"])
    }

    @Test func aRefusedInputLooksLikeSuccessUntilTheResult() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit(TestEmulator.videoToAudio, ["input": ["video_url": "x"]])
        emulator.world.advance(by: .seconds(1))
        let status = await emulator.send(.get, url + "/status")
        #expect(status.status == 200)
        #expect(
            status.json.object?.map(\.key)
                == ["status", "request_id", "response_url", "status_url", "cancel_url", "logs", "metrics"]
        )
        let result = await emulator.send(.get, url)
        #expect(result.status == 422)
        #expect(
            result.text
                == #"{"detail":[{"type":"missing","loc":["body","video_url"],"msg":"Field required","input":{"input":{"video_url":"x"}}}]}"#
        )
        #expect(extraHeaders(result) == ["x-fal-request-id", "x-fal-served-from", "x-fal-billable-units"])
        #expect(result["x-fal-billable-units"] == "0")
    }

    @Test func theExplanationComesOnlyWhenAskedFor() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit(TestEmulator.videoToAudio, ["video_url": 12])
        emulator.world.advance(by: .seconds(1))
        let reply = await emulator.send(.get, url, nil, [.falseworkExplain: "1"])
        let explanation = try JSONParser.parse(Array(try #require(reply["x-falsework-explain"]).utf8))
        #expect(explanation[0]?["instance"] == "/video_url")
        #expect(explanation[0]?["schema"]?.string?.hasPrefix("#/components/schemas/") == true)
        #expect(explanation[0]?["rule"] == "type")
        #expect(await emulator.send(.get, url)["x-falsework-explain"] == nil)
    }

    @Test func theExplanationTellsWhatIsIgnoredAndWhatWasMeant() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit(
            TestEmulator.videoToAudio,
            ["video_url": "https://example.com/a.mp4", "asmr_mod": true]
        )
        emulator.world.advance(by: .seconds(10))
        let reply = await emulator.send(.get, url, nil, [.falseworkExplain: "1"])
        #expect(reply.status == 200)
        let explanation = try JSONParser.parse(Array(try #require(reply["x-falsework-explain"]).utf8))
        #expect(explanation[0]?["instance"] == "/asmr_mod")
        #expect(explanation[0]?["did_you_mean"] == "asmr_mode")
        let told = emulator.world.readJournal { journal, _ in
            journal.entries().compactMap { entry -> [JSONValue]? in
                if case .call(let call) = entry.content { call.explanation } else { nil }
            }
        }
        #expect(told.first == explanation.array)
    }

    @Test func theModelsOwnFailureCarriesTheRetryFlagAndALink() async throws {
        let emulator = try TestEmulator()
        let bad: JSONValue = "https://falsework.invalid/file_download_error.mp4"
        let url = await emulator.submit(TestEmulator.videoToAudio, ["video_url": bad])
        emulator.world.advance(by: .seconds(1))
        let status = await emulator.send(.get, url + "/status")
        #expect(status.json["status"] == "COMPLETED")
        #expect(status.json["error"] == nil)
        let result = await emulator.send(.get, url)
        #expect(result.status == 422)
        #expect(result["x-fal-needs-retry"] == "false")
        #expect(result["x-fal-billable-units"] == "0")
        #expect(result.json["detail"]?[0]?.object?.map(\.key) == ["loc", "msg", "type", "url", "input"])
        #expect(result.json["detail"]?[0]?["input"] == bad)
    }

    @Test func whatCannotBeParsedIsAcceptedAndRefusedAtTheResult() async throws {
        let emulator = try TestEmulator()
        for (body, status) in [(Array("{".utf8), 422), ([0xFF], 400), ([], 422)] {
            let submitted = await Reply(emulator.answer(.post, "/queue" + TestEmulator.videoToAudio, body: body))
            #expect(submitted.status == 200)
            emulator.world.advance(by: .seconds(1))
            let id = try #require(submitted.json["request_id"]?.string)
            #expect(await emulator.send(.get, "/queue/fal-ai/kling-video/requests/" + id).status == status)
        }
    }

    @Test func anUnknownPathOfAnApplicationCompletesWithThatAnswer() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit("/fal-ai/kling-video/nope")
        emulator.world.advance(by: .seconds(1))
        #expect(await emulator.send(.get, url + "/status").json["status"] == "COMPLETED")
        let result = await emulator.send(.get, url)
        #expect((result.status, result.text) == (404, #"{"detail":"Path /nope not found"}"#))
        #expect(result["x-fal-billable-units"] == "0")
    }

    @Test func cancelInEveryState() async throws {
        let emulator = try TestEmulator()
        let queued = await emulator.submit()
        let first = await emulator.send(.put, queued + "/cancel")
        #expect((first.status, first.text) == (202, #"{"status":"CANCELLATION_REQUESTED"}"#))
        #expect(extraHeaders(first) == [])
        let running = await emulator.submit()
        emulator.world.advance(by: .seconds(0.5))
        #expect(await emulator.send(.put, running + "/cancel").status == 202)
        for url in [queued, running] {
            let again = await emulator.send(.put, url + "/cancel")
            #expect((again.status, again.text) == (400, #"{"status":"ALREADY_COMPLETED"}"#))
            let status = await emulator.send(.get, url + "/status")
            #expect(status.status == 200)
            #expect(status.json["error"] == "Request cancelled by the client.")
            #expect(status.json["error_type"] == "client_cancelled")
            let result = await emulator.send(.get, url)
            #expect(result.status == 499)
            #expect(result.text == #"{"detail":"Request cancelled by the client.","error_type":"client_cancelled"}"#)
            #expect(result["x-fal-error-type"] == "client_cancelled")
        }
        let unknown = await emulator.send(.put, "/queue/fal-ai/kling-video/requests/x/cancel")
        #expect((unknown.status, unknown.text) == (404, #"{"status":"NOT_FOUND"}"#))
    }

    @Test(arguments: ["x-fal-request-timeout", "x-fal-request-start-timeout"])
    func aDeadlineToStartThatPassesIs504OfTheUser(name: String) async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit(
            TestEmulator.videoToAudio,
            TestEmulator.goodInput,
            [HTTPField.Name(name)!: "0.2"]
        )
        emulator.world.advance(by: .seconds(0.2))
        let status = await emulator.send(.get, url + "/status")
        #expect(status.json["error_type"] == "request_timeout")
        let result = await emulator.send(.get, url)
        #expect(result.status == 504)
        #expect(result.text == #"{"detail":"Request timed out","error_type":"request_timeout"}"#)
        #expect(result["x-fal-request-timeout-type"] == "user")
        #expect(result["x-fal-served-from"] == nil, "no runner ever took it")
    }

    @Test(arguments: ["abc", "0.05", "-1", "nan", "inf", "0x10", "1e999"])
    func aMalformedDeadlineIsABadRequest(value: String) async throws {
        let emulator = try TestEmulator()
        let reply = await emulator.send(
            .post,
            "/queue" + TestEmulator.videoToAudio,
            TestEmulator.goodInput,
            [.falRequestTimeout: value]
        )
        #expect(reply.status == 400)
        #expect(reply.json["error_type"] == "bad_request")
        #expect(reply["x-fal-error-type"] == "bad_request")
        #expect(reply.detail?.contains(value) == true)
    }

    @Test func aQueueThatIsLongerThanAllowedRefuses() async throws {
        let emulator = try TestEmulator()
        let target = "/queue\(TestEmulator.videoToAudio)?fal_max_queue_length="
        _ = await emulator.submit()
        #expect(await emulator.send(.post, target + "1", TestEmulator.goodInput).status == 200)
        let reply = await emulator.send(.post, target + "1", TestEmulator.goodInput)
        #expect(reply.status == 429)
        #expect(await emulator.send(.post, target + "x", TestEmulator.goodInput).status == 400)
    }

    @Test func lowPriorityWaitsForNormal() async throws {
        let emulator = try TestEmulator { $0.queue.runners = 1 }
        _ = await emulator.submit()
        let low = await emulator.submit(TestEmulator.videoToAudio, TestEmulator.goodInput, [.falQueuePriority: "low"])
        _ = await emulator.submit()
        #expect(await emulator.send(.get, low + "/status").json["queue_position"] == 2)
        emulator.world.advance(by: .seconds(0.3))
        #expect(await emulator.send(.get, low + "/status").json["queue_position"] == 1)
    }

    @Test(arguments: [
        (HTTPRequest.Method.get, "/queue" + TestEmulator.videoToAudio, "POST"),
        (.delete, TestEmulator.videoToAudio, "POST"),
        (.post, "/queue/fal-ai/kling-video/requests/x/status", "GET, HEAD"),
        (.get, "/queue/fal-ai/kling-video/requests/x/cancel", "PUT"),
    ])
    func otherMethodsAre405(method: HTTPRequest.Method, target: String, allow: String) async throws {
        let reply = try await TestEmulator().send(method, target)
        #expect((reply.status, reply.text) == (405, #"{"detail":"Method Not Allowed"}"#))
        #expect(reply["allow"] == allow)
    }

    @Test func aScenarioIsChosenByHeaderWithItsTimes() async throws {
        let emulator = try TestEmulator()
        let header: HTTPFields = [.falseworkScenario: "file_download_error; queue=3; run=2"]
        let url = await emulator.submit(TestEmulator.videoToAudio, TestEmulator.goodInput, header)
        emulator.world.advance(by: .seconds(2.9))
        #expect(await emulator.send(.get, url + "/status").json["status"] == "IN_QUEUE")
        emulator.world.advance(by: .seconds(2.1))
        let status = await emulator.send(.get, url + "/status?logs=1")
        #expect(status.json["metrics"] == ["inference_time": 2.0])
        #expect(status.json["logs"]?.array?.count == 2, "the log is stretched with the run")
        #expect(await emulator.send(.get, url).status == 422)
    }

    @Test(arguments: ["nothing", "success; speed=3", "success; queue=abc", "success; run=-1", ""])
    func aScenarioThatDoesNotExistIsABadRequestThatSaysWhatDoes(value: String) async throws {
        let emulator = try TestEmulator()
        let reply = await emulator.send(
            .post,
            "/queue" + TestEmulator.videoToAudio,
            TestEmulator.goodInput,
            [.falseworkScenario: value]
        )
        #expect(reply.status == 400)
        if !value.contains(";") {
            #expect(reply.detail?.contains("file_download_error") == true && reply.detail?.contains("success") == true)
        }
    }

    @Test func theSameSeedGivesTheSameIds() async throws {
        func id(_ seed: UInt64) async throws -> String {
            try await TestEmulator { $0.seed = seed }.submit()
        }
        #expect(try await id(7) == id(7))
        #expect(try await id(7) != id(8))
    }

    @Test func resultsAreForgottenAfterTheirTime() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        emulator.world.advance(by: .seconds(3_600))
        #expect(await emulator.send(.get, url).status == 200)
        emulator.world.advance(by: .seconds(2))
        #expect(await emulator.send(.get, url).text == #"{"status":"NOT_FOUND"}"#)
    }
}
