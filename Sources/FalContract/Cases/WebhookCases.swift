internal import FalAPI
internal import HTTPTypes
internal import JSON
internal import TLSKit

extension ContractCase {
    private static let page = Evidence.documented("Webhooks")
    private static let bodies = Evidence.captured(
        "2025-07 to 2026-07",
        "bodies of deliveries; documentation, Webhooks"
    )

    /// What a webhook says.
    static let webhookCases: [ContractCase] = [
        ContractCase(
            "webhook.is-a-json-post",
            "The end of a request is told to fal_webhook by one POST of JSON that names the request.",
            page,
            .costsOnLive(.videoToAudio),
            needs: [.queue, .webhooks]
        ) { probe in
            let (job, delivery) = try await probe.webhook()
            try delivery.expect(
                delivery.headers[.contentType]?.hasPrefix("application/json") == true,
                "application/json",
                got: delivery.headers[.contentType] ?? "no content type"
            )
            try delivery.expect(json: ["request_id": .string(JSONString(job.id)), "status": "OK"])
        },
        ContractCase(
            "webhook.ok-body",
            "A success is told as OK with the gateway's id and the result as payload.",
            bodies,
            .costsOnLive(.videoToAudio),
            needs: [.queue, .webhooks]
        ) { probe in
            let (job, delivery) = try await probe.webhook()
            let result = try await probe.settled(job)
            try result.expect(status: 200)
            try delivery.expect(json: [
                "request_id": .string(JSONString(job.id)), "gateway_request_id": JSONTemplate.word,
                "status": "OK",
                "payload": outputTemplate(.videoToAudio),
            ])
            for name in Endpoint.videoToAudio.outputs {
                let told = delivery.json?["payload"]?[name]?["url"]
                try delivery.expect(
                    told == result.json?[name]?["url"],
                    "the result's URL of \(name): \(result.json?[name]?["url"]?.string ?? "")",
                    got: told.map(JSONTemplate.spelling) ?? "none"
                )
            }
            let error = delivery.json?["error"]
            try delivery.expect(
                error == nil || error == .null,
                "no error after a success",
                got: "\(error ?? .null)"
            )
            try delivery.expect(
                delivery.json?["payload_error"] == nil,
                "no payload_error beside a payload"
            )
        },
        ContractCase(
            "webhook.error-body",
            "A refused input is told as ERROR, 'Invalid status code: 422', with the refusal as payload.",
            page,
            .freeOnLive,
            needs: [.queue, .webhooks]
        ) { probe in
            let (job, delivery) = try await probe.webhook(input: [:])
            try delivery.expect(json: [
                "request_id": .string(JSONString(job.id)), "gateway_request_id": JSONTemplate.word,
                "status": "ERROR",
                "error": "Invalid status code: 422",
                "payload": [
                    "detail": [entry("missing", ["body", "video_url"], "Field required", [:])]
                ],
            ])
        },
        ContractCase(
            "webhook.gateway-id",
            "gateway_request_id is that of the submit; without a second attempt it is the request's id.",
            bodies,
            .freeOnLive,
            needs: [.queue, .webhooks],
            severity: .additive
        ) { probe in
            let (job, delivery) = try await probe.webhook(input: [:])
            try delivery.expect(json: ["gateway_request_id": .string(JSONString(job.id))])
        },
        ContractCase(
            "webhook.headers",
            "A webhook names request, user, time in seconds, and the signature in 128 hexadecimal digits.",
            page,
            .freeOnLive,
            needs: [.queue, .webhooks]
        ) { probe in
            let (job, delivery) = try await probe.webhook(input: [:])
            try delivery.expect(
                try delivery.value(.falWebhookRequestID) == job.id,
                "the request's id \(job.id) in X-Fal-Webhook-Request-Id"
            )
            _ = try delivery.value(.falWebhookUserID)
            let seconds = Int64(try delivery.value(.falWebhookTimestamp)) ?? 0
            let now = probe.target.now()
            try delivery.expect(
                abs(seconds - now) <= WebhookSignature.tolerance,
                "a timestamp within 300 s of \(now)",
                got: "\(seconds)"
            )
            let signature = try delivery.value(.falWebhookSignature)
            try delivery.expect(
                signature.count == 128 && signature.allSatisfy(\.isHexDigit),
                "128 hexadecimal digits",
                got: signature
            )
        },
        ContractCase(
            "webhook.signature",
            "The signature is Ed25519 over id, user, timestamp and the body's SHA-256, by a key that is published.",
            page,
            .freeOnLive,
            needs: [.queue, .webhooks, .rest]
        ) { probe in
            let (_, delivery) = try await probe.webhook(input: [:])
            let keys = try await probe.publishedKeys()
            let message = WebhookSignature(
                requestID: try delivery.value(.falWebhookRequestID),
                userID: try delivery.value(.falWebhookUserID),
                timestamp: Int64(try delivery.value(.falWebhookTimestamp)) ?? 0
            ).message(bodyDigest: SHA256.hex(delivery.body))
            let signature = Bytes.hexadecimal(try delivery.value(.falWebhookSignature)) ?? []
            try delivery.expect(
                keys.contains { VerifyingKey(rawBytes: $0).isValid(signature, of: message) },
                "a signature that one of the \(keys.count) published keys verifies",
                got: "one that none verifies"
            )
        },
        ContractCase(
            "webhook.keys",
            "The keys are published without credentials: OKP, Ed25519, 32 bytes in base64url.",
            page,
            .anywhere,
            needs: [.rest]
        ) { probe in
            let answer = try await probe.send(
                .get,
                try probe.rest + "/.well-known/jwks.json",
                as: .nobody
            )
            // Who sends webhooks publishes keys; who sends none need not.
            if answer.isAbsent, probe.target.kind == .other {
                guard probe.has(.webhooks) else { throw NotApplicable("the target has no webhooks") }
                _ = try await probe.webhook(input: [:])
            }
            try answer.expect(status: 200)
            for key in answer.json?["keys"]?.array ?? [] {
                if let mismatch = JSONTemplate.mismatch(
                    ["kty": "OKP", "crv": "Ed25519", "x": JSONTemplate.word],
                    key
                ) {
                    try answer.expect(
                        false,
                        "\(mismatch.expected) at \(mismatch.place) of a key",
                        got: mismatch.actual
                    )
                }
            }
            let keys = try await probe.publishedKeys()
            try answer.expect(!keys.isEmpty, "at least one key")
        },
        ContractCase(
            "webhook.platform-error",
            "A failure of the platform is told as ERROR with its status code.",
            .inferred("fal documents webhooks of models' answers only"),
            .emulatorOnly("needs a failure at will"),
            needs: [.queue, .webhooks, .control]
        ) { probe in
            let (_, delivery) = try await probe.webhook(Probe.scenario("runner_disconnected"))
            try delivery.expect(json: ["status": "ERROR", "error": "Invalid status code: 503"])
        },
        ContractCase(
            "webhook.payload-error",
            "A result that is not JSON is told with payload null and a payload_error.",
            page,
            .emulatorOnly("needs such a result"),
            needs: [.queue, .webhooks, .control]
        ) { probe in
            let (_, delivery) = try await probe.webhook(Probe.scenario("webhook_payload_error"))
            try delivery.expect(json: [
                "payload": .null, "payload_error": .string(JSONString(WebhookPayload.unserializable)),
            ])
        },
        ContractCase(
            "webhook.body-as-python-writes-it",
            "A webhook's members are sorted by name, with a space after each comma and colon.",
            .captured("2025-07 to 2026-07", "bodies of deliveries, whose signatures hold"),
            .freeOnLive,
            needs: [.queue, .webhooks, .exactBytes],
            severity: .cosmetic
        ) { probe in
            let (_, delivery) = try await probe.webhook(input: [:])
            let names = delivery.json?.object?.keys.map(\.description) ?? []
            try delivery.expect(names == names.sorted(), "members sorted by name", got: "\(names)")
            try delivery.expect(
                String(decoding: delivery.body, as: UTF8.self).hasPrefix(#"{"error": ""#),
                "a space after the first colon"
            )
        },
    ]
}
