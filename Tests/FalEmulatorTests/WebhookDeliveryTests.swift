import FalAPI
import HTTPServer
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

/// From a submit with `fal_webhook` to what the sender is handed, with a recorder in the sender's place.
@Suite(.timeLimit(.minutes(1))) struct WebhookDeliveryTests {
    static let control = "/_falsework/v1"
    static let hooked = "/queue\(TestEmulator.videoToAudio)?fal_webhook=http%3A%2F%2F127.0.0.1%3A9%2Fhook"

    private func emulator(
        _ recorder: WebhookRecorder,
        clock: QueueClock.Mode = .manual,
        time: TimeSource = .still
    ) throws -> TestEmulator {
        try TestEmulator(time: time, recorder: recorder) { $0.clock = clock }
    }

    private func wait(_ emulator: TestEmulator, _ event: String) async -> Reply {
        await emulator.send(.get, Self.control + "/wait?timeout=300&event=\(event)")
    }

    @Test func aWebhookTellsTheEndAndIsSigned() async throws {
        let recorder = WebhookRecorder(.answered(status: 200))
        let emulator = try emulator(recorder)
        let submit = await emulator.send(.post, Self.hooked, TestEmulator.goodInput)
        #expect(submit.json["gateway_request_id"] == submit.json["request_id"])
        await emulator.send(.post, Self.control + "/clock/advance", ["seconds": 5])
        #expect(await wait(emulator, "webhook_delivered").json["entries"]?[0]?["attempt"] == 1)
        let message = try #require(recorder.messages.first)
        #expect(message.target.description == "http://127.0.0.1:9/hook")
        let body = try JSONParser.parse(message.body)
        #expect(body["status"] == "OK")
        #expect(body["request_id"] == submit.json["request_id"])
        let url = body["payload"]?["video"]?["url"]?.string ?? ""
        #expect(url.hasPrefix("http://localhost:8787/cdn/files/b/"), "files are where the submit came to")
        #expect(message.headerFields[.falWebhookTimestamp] == "1777000000", "receivers compare with real time")
        #expect(message.headerFields[.falWebhookSignature]?.count == 128)
        #expect(await emulator.send(.get, Self.control + "/journal/report").json["orphan_count"] == 0)
        let keys = await emulator.send(.get, "/.well-known/jwks.json", nil, [.authorization: ""], host: "rest.fal.ai")
        #expect(keys.json["keys"]?.array?.count == 1)
    }

    @Test func failuresAreTriedAgainOnTheWorldsClock() async throws {
        let recorder = WebhookRecorder(.answered(status: 500), .unreachable("refused"), .answered(status: 204))
        let emulator = try emulator(recorder)
        await emulator.send(.post, Self.hooked, TestEmulator.goodInput)
        await emulator.send(.post, Self.control + "/clock/advance", ["seconds": 1])
        #expect(await wait(emulator, "webhook_retrying").status == 200)
        let pending = await emulator.send(.get, Self.control + "/webhooks/wh-1").json
        #expect(pending["state"] == "pending")
        #expect(pending["due"] == "2026-04-24T03:06:46.000000Z")
        await emulator.send(.post, Self.control + "/clock/advance", ["seconds": 4.9])
        #expect(recorder.messages.count == 1)
        await emulator.send(.post, Self.control + "/clock/advance", ["seconds": 0.1])
        #expect(await wait(emulator, "webhook_retrying&count=2").status == 200)
        #expect(await emulator.send(.post, Self.control + "/webhooks/fast-forward").json["due"] == 1)
        #expect(await wait(emulator, "webhook_delivered").json["entries"]?[0]?["attempt"] == 3)
        let delivery = await emulator.send(.get, Self.control + "/webhooks").json["deliveries"]?[0]
        #expect(
            delivery?["attempts"]?.array?.map { $0["outcome"]?.string } == ["answered 500", "refused", "answered 204"]
        )
    }

    @Test func seventyMinutesWithEveryRetryPassByThemselves() async throws {
        let recorder = WebhookRecorder(.answered(status: 503))
        let emulator = try emulator(recorder, clock: .auto)
        await emulator.send(
            .post,
            Self.hooked,
            TestEmulator.goodInput,
            [.falseworkScenario: "success; queue=2100; run=2100"]
        )
        #expect(await wait(emulator, "webhook_failed").status == 200)
        #expect(recorder.messages.count == 32, "the first attempt and 31 retries")
        let now = await emulator.send(.get, Self.control + "/clock").json["now"]?.string ?? ""
        #expect(now.hasPrefix("2026-04-24T05:11"), "70 minutes and the retries: \(now)")
    }

    @Test func aRealClockWakesUpForWhatIsDue() async throws {
        let recorder = WebhookRecorder(.answered(status: 200))
        let real = Settable(Instant(nanoseconds: 0))
        // Sleeping is being there already.
        let time = TimeSource(now: { real.value }, sleep: { until in real.value = max(real.value, until) })
        let emulator = try emulator(recorder, clock: .scaled(speed: 1), time: time)
        let submit = await emulator.send(.post, Self.hooked, TestEmulator.goodInput)
        let world = emulator.world
        for await _ in world.changes(of: nil) where !recorder.messages.isEmpty { break }
        #expect(try JSONParser.parse(recorder.messages[0].body)["request_id"] == submit.json["request_id"])
    }

    @Test(
        arguments: [
            ("face_detection_error", "Invalid status code: 422"), ("runner_disconnected", "Invalid status code: 503"),
        ]
    )
    func failuresAreTold(scenario: String, error: String) async throws {
        let recorder = WebhookRecorder(.answered(status: 200))
        let emulator = try emulator(recorder, clock: .auto)
        await emulator.send(.post, Self.hooked, TestEmulator.goodInput, [.falseworkScenario: scenario])
        #expect(await wait(emulator, "webhook_delivered").status == 200)
        let body = try JSONParser.parse(try #require(recorder.messages.first).body)
        #expect(body["status"] == "ERROR")
        #expect(body["error"]?.string == error)
        #expect(body["payload"]?["detail"] != nil)
    }

    @Test func otherHostsAreForbiddenUnlessAllowed() async throws {
        let recorder = WebhookRecorder(.answered(status: 200))
        let target = "/queue\(TestEmulator.videoToAudio)?fal_webhook=https%3A%2F%2Fexample.com%2Fhook"
        let closed = try emulator(recorder, clock: .auto)
        await closed.send(.post, target, TestEmulator.goodInput)
        #expect(await wait(closed, "completed").status == 200)
        let refused = await closed.send(.get, Self.control + "/webhooks/wh-1").json
        #expect(refused["state"] == "refused")
        #expect(refused["reason"]?.string?.contains("--allow-webhooks example.com") == true)
        #expect(await closed.send(.post, Self.control + "/webhooks/wh-1/resend").status == 409)
        #expect(recorder.messages.isEmpty)
        let open = try TestEmulator(recorder: recorder) {
            $0.clock = .auto
            $0.allowedWebhooks = [WebhookPattern("*.com")].compactMap(\.self)
        }
        await open.send(.post, target, TestEmulator.goodInput)
        #expect(await wait(open, "webhook_delivered").status == 200)
        #expect(recorder.messages.map(\.target.description) == ["https://example.com/hook"])
    }

    @Test func aDeliveryIsSentAgainInAnyVariant() async throws {
        let recorder = WebhookRecorder(.answered(status: 200))
        let emulator = try emulator(recorder)
        await emulator.send(.post, Self.hooked, TestEmulator.goodInput)
        await emulator.send(.post, Self.control + "/clock/advance", ["seconds": 5])
        #expect(await wait(emulator, "webhook_delivered").status == 200)
        let resend = Self.control + "/webhooks/wh-1/resend"
        #expect(await emulator.send(.post, resend, ["variant": "unsigned"]).status == 200)
        #expect(await wait(emulator, "webhook_delivered&count=2").status == 200)
        #expect(recorder.messages[1].headerFields[.falWebhookSignature] == nil)
        #expect(await emulator.send(.post, resend, ["variant": "upside_down"]).json["at"] == "/variant")
        #expect(await emulator.send(.post, Self.control + "/webhooks/wh-9/resend").status == 404)
    }

    @Test func whatIsInFlightIsForgottenWithTheWorld() async throws {
        let recorder = WebhookRecorder(.answered(status: 500))
        let emulator = try emulator(recorder)
        await emulator.send(.post, Self.hooked, TestEmulator.goodInput)
        await emulator.send(.put, Self.control + "/snapshots/queued")
        await emulator.send(.post, Self.control + "/clock/advance", ["seconds": 1])
        #expect(await wait(emulator, "webhook_retrying").status == 200)
        await emulator.send(.post, Self.control + "/reset")
        #expect(await emulator.send(.get, Self.control + "/webhooks").json["deliveries"] == [])
        await emulator.send(.post, Self.control + "/snapshots/queued/restore")
        await emulator.send(.post, Self.control + "/clock/advance", ["seconds": 1])
        #expect(await wait(emulator, "webhook_retrying").status == 200)
        #expect(recorder.messages.count == 2, "the end is told again")
    }
}
