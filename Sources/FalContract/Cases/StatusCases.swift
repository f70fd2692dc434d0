internal import FalAPI
internal import HTTPTypes
internal import JSON

extension ContractCase {
    private static let polls = Evidence.captured("2026-04", "158 polls of four requests")
    static let unknownID = "019dd07d-7a04-7a60-b61e-5361e9b784a6"

    /// The seven fields that every poll has, for a request and a state.
    private static func fields(_ job: Job, _ state: String) throws -> JSONObject {
        [
            "status": .string(JSONString(state)),
            "request_id": .string(JSONString(job.id)),
            "response_url": job.submit.json?["response_url"] ?? JSONTemplate.word,
            "status_url": job.submit.json?["status_url"] ?? JSONTemplate.word,
            "cancel_url": job.submit.json?["cancel_url"] ?? JSONTemplate.word,
            "logs": .null,
            "metrics": [:],
        ]
    }

    /// What a poll of the status answers with.
    static let statusCases: [ContractCase] = [
        ContractCase(
            "queue.status.queued",
            "A poll of a queued request is 202 with seven fields and queue_position.",
            polls,
            .freeOnLive
        ) { probe in
            try await probe.freeze()
            let job = try await probe.submit()
            let poll = try await probe.status(job)
            guard poll.json?["status"] == "IN_QUEUE" else {
                try poll.expect(!probe.has(.control), "IN_QUEUE, since time stands still")
                throw NotApplicable("the request was not seen in the queue")
            }
            var template = try fields(job, "IN_QUEUE")
            template["queue_position"] = JSONTemplate.count
            try poll.expect(status: 202, .object(template))
            try poll.expect(poll.json?["metrics"]?.object?.isEmpty == true, "empty metrics until the end")
            try poll.expect(type: "application/json")
        },
        ContractCase(
            "queue.status.running",
            "A poll of a running request is 202 with seven fields and no queue_position.",
            polls,
            .costsOnLive(.videoToAudio)
        ) { probe in
            let job = try await probe.submit()
            let poll = try await probe.catchUp(job, "IN_PROGRESS")
            try poll.expect(status: 202, .object(try fields(job, "IN_PROGRESS")))
            try poll.expect(poll.json?["metrics"]?.object?.isEmpty == true, "empty metrics until the end")
            try poll.expect(absent: "queue_position", "error", "error_type")
        },
        ContractCase(
            "queue.status.completed",
            "A poll of a completed request is 200 with seven fields, among them the inference time in seconds.",
            polls,
            .costsOnLive(.lipsync)
        ) { probe in
            for endpoint in probe.target.kind == .live ? [Endpoint.lipsync] : Endpoint.all {
                let job = try await probe.submit(endpoint)
                let poll = try await probe.finish(job)
                var template = try fields(job, "COMPLETED")
                template["metrics"] = ["inference_time": JSONTemplate.number]
                try poll.expect(status: 200, .object(template))
                try poll.expect(absent: "queue_position", "error", "error_type")
                let time = poll.json?["metrics"]?["inference_time"]?.double ?? -1
                try poll.expect(time >= 0 && time < 86_400, "seconds", got: "inference_time \(time)")
            }
        },
        ContractCase(
            "queue.status.three-states-in-order",
            "A request goes from IN_QUEUE over IN_PROGRESS to COMPLETED and never back; 202 until the end, then 200.",
            polls,
            .costsOnLive(.videoToAudio)
        ) { probe in
            let order = ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"]
            let job = try await probe.submit()
            var last = 0
            for poll in try await probe.poll(job) {
                let state = try poll.text("status")
                let rank = order.firstIndex(of: state) ?? -1
                try poll.expect(rank >= last, "no way back from \(order[last])", got: state)
                try poll.expect(status: state == "COMPLETED" ? 200 : 202)
                last = rank
            }
        },
        ContractCase(
            "queue.status.every-state-is-seen",
            "No state is skipped: a client that polls often enough sees a request queued, running and completed.",
            .reported(
                "CopilotKit/aimock #170: an instant end makes two branches of every client untestable"
            ),
            .emulatorOnly("how often is often enough depends on live's load"),
            severity: .timing
        ) { probe in
            let job = try await probe.submit()
            let polls = try await probe.poll(job)
            let states = Set(polls.compactMap { $0.json?["status"]?.string })
            guard probe.has(.control) || states.count == 3 else {
                throw NotApplicable("states: \(states.sorted())")
            }
            try polls[0].expect(states.count == 3, "three states", got: "\(states.sorted())")
        },
        ContractCase(
            "queue.status.stays-completed",
            "A completed request stays so: the next polls say the same.",
            .captured("2026-04", "39 polls after the end"),
            .costsOnLive(.videoToAudio)
        ) { probe in
            let job = try await probe.submit()
            let first = try await probe.finish(job)
            for _ in 0..<3 {
                let next = try await probe.status(job)
                try next.expect(status: 200)
                try next.expect(
                    next.body == first.body,
                    "the same body as before: \(first.text)",
                    got: next.text
                )
            }
        },
        ContractCase(
            "queue.status.no-fal-headers",
            "A poll carries no header field of fal's own, not even the id.",
            .captured("2026-04", "7 polls"),
            .freeOnLive,
            needs: [.queue, .exactBytes],
            severity: .additive
        ) { probe in
            let poll = try await probe.status(try await probe.submit())
            for field in poll.response.headerFields {
                try poll.expect(
                    !field.name.canonicalName.hasPrefix("x-fal"),
                    "no x-fal field on a poll",
                    got: "\(field.name): \(field.value)"
                )
            }
        },
        ContractCase(
            "queue.status.compact",
            "A poll's body has no spaces between its parts.",
            .captured("2026-04", "content lengths of 399 and 431 bytes"),
            .freeOnLive,
            needs: [.queue, .exactBytes],
            severity: .cosmetic
        ) { probe in try await probe.status(try await probe.submit()).expectCompact() },
        ContractCase(
            "queue.status.unknown-id",
            "An id that nobody has submitted is 404 with the status NOT_FOUND.",
            .captured("2026-09", "probes with and without a key"),
            .anywhere
        ) { probe in
            let base = "\(try probe.queue)/\(Endpoint.videoToAudio.application)/requests/"
            for (id, caller) in [(unknownID, Caller.main), (unknownID, .nobody), ("no-id-at-all", .main)] {
                let poll = try await probe.send(.get, base + id + "/status", as: caller)
                try poll.expect(status: 404, ["status": "NOT_FOUND"])
            }
        },
        ContractCase(
            "queue.status.full-id-in-the-path",
            "The status is also found under the endpoint's full id, as the model's OpenAPI document prints it.",
            .documented("OpenAPI documents of the models"),
            .freeOnLive
        ) { probe in
            for endpoint in Endpoint.all {
                let job = try await probe.submit(endpoint)
                let url = "\(try probe.queue)/\(endpoint.id)/requests/\(job.id)/status"
                try await probe.send(.get, url).expect(status: 200, 202)
                    .expect(json: ["request_id": .string(JSONString(job.id))])
            }
        },
        ContractCase(
            "queue.status.trailing-slash",
            "A slash at the end of a status URL changes nothing.",
            .client("fal 1.83.0, apps.py"),
            .freeOnLive
        ) { probe in
            let job = try await probe.submit()
            try await probe.send(.get, job.status + "/").expect(status: 200, 202)
                .expect(json: ["request_id": .string(JSONString(job.id))])
        },
        ContractCase(
            "queue.status.post-is-405",
            "A status is read with GET; POST is not allowed.",
            .inferred("RFC 9110"),
            .freeOnLive,
            severity: .additive
        ) { probe in
            let job = try await probe.submit()
            let answer = try await probe.send(.post, job.status)
            try expectNotAllowed(answer, "GET", probe)
        },
        ContractCase(
            "queue.status.positions-count-down",
            "queue_position is how many are ahead, from 0, and falls as they leave.",
            .documented("Queue; positions from 0 in fal-client 1.0.3"),
            .emulatorOnly("needs a queue whose runners are all busy"),
            needs: [.queue, .control]
        ) { probe in
            try await probe.freeze()
            for index in 0..<8 {
                _ = try await probe.submit(
                    .lipsync,
                    nil,
                    Probe.scenario("success; queue=0; run=\(10 + index)")
                )
            }
            try await probe.advance(1)
            let waiting = Probe.scenario("success; queue=0; run=100")
            let jobs = [
                try await probe.submit(.lipsync, nil, waiting),
                try await probe.submit(.lipsync, nil, waiting),
                try await probe.submit(.lipsync, nil, waiting),
            ]
            for (index, job) in jobs.enumerated() {
                try job.submit.expect(json: ["queue_position": .number(.integer(Int64(index)))])
            }
            try await probe.advance(9.5)
            try await probe.status(jobs[0]).expect(json: ["status": "IN_PROGRESS"])
            try await probe.status(jobs[2]).expect(json: ["status": "IN_QUEUE", "queue_position": 1])
        },
    ]
}
