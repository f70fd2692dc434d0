internal import FalAPI
internal import HTTPTypes
internal import JSON

extension ContractCase {
    private static let page = Evidence.documented("Webhooks: delivery and retries")

    /// When a webhook is sent, and how often.
    static let webhookDeliveryCases: [ContractCase] = [
        ContractCase(
            "webhook.acknowledged-once",
            "A webhook that was acknowledged with 2xx is not sent again.",
            page,
            .freeOnLive,
            needs: [.queue, .webhooks]
        ) { probe in
            let (_, inbox) = try await probe.submitWithWebhook(answers: [204], input: [:])
            _ = try await inbox.wait(for: 1)
            try await probe.passTime(seconds: 1)
            let count = await inbox.deliveries().count
            if count != 1 { throw Deviation(expected: "one delivery", actual: "\(count)") }
        },
        ContractCase(
            "webhook.tried-again",
            "A webhook that was answered with 5xx is sent again, with the same body and id.",
            page,
            .freeOnLive,
            needs: [.queue, .webhooks]
        ) { probe in
            let (job, inbox) = try await probe.submitWithWebhook(answers: [500, 200], input: [:])
            _ = try await inbox.wait(for: 1)
            try await probe.passTime(seconds: 0)
            let deliveries = try await inbox.wait(for: 2)
            let (first, second) = (Hook(deliveries[0]), Hook(deliveries[1]))
            try second.expect(second.body == first.body, "the same body")
            try second.expect(try second.value(.falWebhookRequestID) == job.id, "the same request id")
        },
        ContractCase(
            "webhook.refused-is-tried-again",
            "A webhook that was answered with 4xx is sent again too.",
            page,
            .freeOnLive,
            needs: [.queue, .webhooks]
        ) { probe in
            let (_, inbox) = try await probe.submitWithWebhook(answers: [404, 200], input: [:])
            _ = try await inbox.wait(for: 1)
            try await probe.passTime(seconds: 0)
            _ = try await inbox.wait(for: 2)
        },
        ContractCase(
            "webhook.redirects-are-final",
            "A redirect is not followed and ends the delivery.",
            page,
            .freeOnLive,
            needs: [.queue, .webhooks]
        ) { probe in
            let (_, inbox) = try await probe.submitWithWebhook(answers: [302, 200], input: [:])
            _ = try await inbox.wait(for: 1)
            try await probe.passTime(seconds: 1)
            let count = await inbox.deliveries().count
            if count != 1 {
                throw Deviation(expected: "one delivery, since a redirect is final", actual: "\(count)")
            }
        },
        ContractCase(
            "webhook.each-attempt-is-signed",
            "Every attempt carries the four header fields, with the time of the attempt.",
            page,
            .freeOnLive,
            needs: [.queue, .webhooks]
        ) { probe in
            let (_, inbox) = try await probe.submitWithWebhook(answers: [503, 200], input: [:])
            _ = try await inbox.wait(for: 1)
            try await probe.passTime(seconds: 0)
            for delivery in try await inbox.wait(for: 2).map(Hook.init) {
                for name in [
                    HTTPField.Name.falWebhookRequestID, .falWebhookUserID, .falWebhookTimestamp,
                    .falWebhookSignature,
                ] {
                    _ = try delivery.value(name)
                }
            }
        },
        ContractCase(
            "webhook.none-without-being-asked",
            "A submit without fal_webhook sends none, and one with it does not wait for it.",
            page,
            .emulatorOnly("nothing is learned from silence on live"),
            needs: [.queue, .webhooks, .control]
        ) { probe in
            let job = try await probe.submit(.videoToAudio, [:])
            _ = try await probe.finish(job)
            try await probe.control(.get, "webhooks").expect(json: ["deliveries": []])
        },
    ]
}
