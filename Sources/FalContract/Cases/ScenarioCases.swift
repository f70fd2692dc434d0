internal import FalAPI
internal import HTTPTypes
internal import JSON

extension ContractCase {
    private static let own = "scenarios are Falsework's own"

    /// What is Falsework's own beside the service.
    static let scenarioCases: [ContractCase] = [
        ContractCase(
            "scenario.header",
            "x-falsework-scenario chooses what happens to a request; a name that does not exist is 400 and lists those that do.",
            .inferred(own),
            .emulatorOnly(own),
            needs: [.queue, .control]
        ) { probe in
            let answer = try await probe.post(
                Endpoint.videoToAudio.id,
                json: [:],
                Probe.scenario("nothing-like-it")
            )
            try answer.expect(status: 400, ["detail": JSONTemplate.word, "error_type": "bad_request"])
            try answer.expect(try answer.text("detail").contains("success"), "the names that exist")
        },
        ContractCase(
            "scenario.times",
            "A scenario's times can be set by the header, and count on the world's clock.",
            .inferred(own),
            .emulatorOnly(own),
            needs: [.queue, .control],
            severity: .timing
        ) { probe in
            try await probe.freeze()
            let job = try await probe.submit(
                .videoToAudio,
                nil,
                Probe.scenario("success; queue=3; run=2")
            )
            try await probe.advance(2.9)
            try await probe.status(job).expect(status: 202, ["status": "IN_QUEUE"])
            try await probe.advance(0.2)
            try await probe.status(job).expect(status: 202, ["status": "IN_PROGRESS"])
            try await probe.advance(2)
            try await probe.status(job).expect(
                status: 200,
                ["status": "COMPLETED", "metrics": ["inference_time": 2.0]]
            )
        },
        ContractCase(
            "scenario.stuck",
            "A request can stay in the queue, or run, for good.",
            .reported("fal-ai/fal #1027: position 0 for a quarter of an hour"),
            .emulatorOnly(own),
            needs: [.queue, .control]
        ) { probe in
            try await probe.freeze()
            for (name, state) in [("stuck_in_queue", "IN_QUEUE"), ("stuck_in_progress", "IN_PROGRESS")] {
                let job = try await probe.submit(.lipsync, nil, Probe.scenario(name))
                try await probe.advance(3_000)
                try await probe.status(job).expect(status: 202, ["status": .string(JSONString(state))])
            }
        },
        ContractCase(
            "scenario.retried",
            "A request that the platform tried twice keeps its id and gets another gateway id.",
            .documented("Retries: gateway_request_id is that of the last attempt"),
            .emulatorOnly("when live retries is not ours to say"),
            needs: [.queue, .control, .webhooks]
        ) { probe in
            let (job, delivery) = try await probe.webhook(Probe.scenario("retried"))
            let gateway = delivery.json?["gateway_request_id"]?.string ?? job.id
            try delivery.expect(
                gateway != job.id,
                "another gateway_request_id than \(job.id)",
                got: gateway
            )
            try delivery.expect(json: ["request_id": .string(JSONString(job.id))])
        },
        ContractCase(
            "scenario.same-seed-same-outputs",
            "A result's files have the same content for every request of a scenario.",
            .inferred(own),
            .emulatorOnly(own),
            needs: [.queue, .control]
        ) { probe in
            var contents: Set<[UInt8]> = []
            for _ in 0..<2 {
                let result = try await probe.outcome(of: .videoToAudio)
                contents.insert(
                    try await probe.send(.get, result.json?["audio"]?["url"]?.string ?? "", as: .nobody).body
                )
            }
            if contents.count != 1 {
                throw Deviation(expected: "the same content twice", actual: "two contents")
            }
        },
    ]
}
