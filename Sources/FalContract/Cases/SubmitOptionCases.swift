internal import FalAPI
internal import HTTPTypes
internal import JSON

extension ContractCase {
    private static let headerPage = Evidence.documented("Request headers")
    private static let noValidation = Evidence.captured(
        "2026-04",
        "a submit that was refused at its result; TanStack/ai #396"
    )

    /// What a submit takes, and what it refuses.
    static let submitOptionCases: [ContractCase] = [
        ContractCase(
            "queue.submit.no-validation",
            "Bad input is accepted at submit, exactly like good input.",
            noValidation,
            .freeOnLive
        ) { probe in
            for input in [[:], ["video_url": 12], ["sound_effect_prompt": "x"]] as [JSONValue] {
                let job = try await probe.submit(.videoToAudio, input)
                try job.submit.expect(json: ["status": "IN_QUEUE", "request_id": JSONTemplate.word])
            }
        },
        ContractCase(
            "queue.submit.wrapped-input",
            "An input wrapped in {\"input\": …} is accepted, and its fields are missing at the result.",
            .captured("2026-05-13", "nexu-io/open-design #1606"),
            .freeOnLive
        ) { probe in
            let wrapped: JSONValue = ["input": Endpoint.videoToAudio.input]
            let result = try await probe.outcome(of: .videoToAudio, wrapped)
            try result.expect(
                status: 422,
                [
                    "detail": [
                        [
                            "type": "missing", "loc": ["body", "video_url"], "msg": "Field required",
                            "input": wrapped,
                        ]
                    ]
                ]
            )
        },
        ContractCase(
            "queue.submit.any-content-type",
            "The queue reads the body as JSON whatever its content type: curl's examples send a form's.",
            .documented("curl examples of the model pages"),
            .costsOnLive(.videoToAudio, calls: 2)
        ) { probe in
            for type in ["application/x-www-form-urlencoded", "application/json; charset=utf-8"] {
                let answer = try await probe.post(
                    Endpoint.videoToAudio.id,
                    body: Endpoint.videoToAudio.input.serialized(),
                    [.contentType: type]
                )
                try answer.expect(status: 200)
                let job = try probe.job(answer, .videoToAudio)
                _ = try await probe.finish(job)
                try await probe.settled(job).expect(status: 200)
            }
        },
        ContractCase(
            "queue.submit.unknown-fields",
            "Unknown fields of the input are ignored.",
            .inferred("pydantic's default in fal 1.83.0"),
            .costsOnLive(.videoToAudio)
        ) { probe in
            var input = Endpoint.videoToAudio.input.object ?? [:]
            input["falsework_unknown"] = ["a": [1, 2]]
            try await probe.outcome(of: .videoToAudio, .object(input)).expect(status: 200)
        },
        ContractCase(
            "queue.submit.large-body",
            "A body of a megabyte, as a data: URI makes it, is accepted.",
            .documented("Files: inputs as data: URIs"),
            .emulatorOnly("it would upload a megabyte for nothing")
        ) { probe in
            let uri = "data:video/mp4;base64," + String(repeating: "AAAA", count: 262_144)
            _ = try await probe.submit(.videoToAudio, ["video_url": .string(JSONString(uri))])
        },
        ContractCase(
            "queue.submit.malformed-json",
            "A body that is not JSON is never a 5xx: it is refused, or accepted and refused at the result.",
            .inferred("FastAPI's json_invalid at the result; the gateway may look first"),
            .freeOnLive
        ) { probe in
            for body in ["{", "{\"video_url\": \"a\",}", "not json"] {
                let answer = try await probe.post(
                    Endpoint.videoToAudio.id,
                    body: Array(body.utf8),
                    [.contentType: "application/json"]
                )
                try answer.expect(status: 200, 400, 422)
                guard answer.status == 200 else { continue }
                let job = try probe.job(answer, .videoToAudio)
                _ = try await probe.finish(job)
                try await probe.settled(job).expect(
                    status: 422,
                    [
                        "detail": [
                            [
                                "type": "json_invalid", "loc": ["body", JSONTemplate.count],
                                "msg": "JSON decode error",
                            ]
                        ]
                    ]
                )
            }
        },
        ContractCase(
            "queue.submit.deadline-spellings",
            "A start deadline is taken in decimal digits, as Python (30.0) and JavaScript (30) write it, under both names.",
            .client("fal-client 1.0.3 and @fal-ai/client 1.10.1"),
            .freeOnLive
        ) { probe in
            for name in [HTTPField.Name.falRequestTimeout, .falRequestStartTimeout] {
                for value in ["30.0", "30", "0.1"] {
                    _ = try await probe.submit(.videoToAudio, nil, [name: value])
                }
            }
        },
        ContractCase(
            "queue.submit.malformed-deadline",
            "A start deadline that is no number of seconds is 400 with error_type bad_request.",
            .documented("Request errors"),
            .anywhere
        ) { probe in
            for name in [HTTPField.Name.falRequestTimeout, .falRequestStartTimeout] {
                for value in probe.has(.exactBytes)
                    ? ["soon", "-1", "0.01", "nan", "1e999"] : ["soon", "-1"]
                {
                    let answer = try await probe.post(
                        Endpoint.videoToAudio.id,
                        json: Endpoint.videoToAudio.input,
                        [name: value]
                    )
                    try answer.expect(
                        status: 400,
                        ["detail": JSONTemplate.word, "error_type": "bad_request"]
                    )
                    try answer.expect(.falErrorType, "bad_request")
                }
            }
        },
        ContractCase(
            "queue.submit.newer-deadline-wins",
            "X-Fal-Request-Start-Timeout wins over X-Fal-Request-Timeout, its older name.",
            headerPage,
            .freeOnLive
        ) { probe in
            _ = try await probe.submit(
                .videoToAudio,
                nil,
                [.falRequestStartTimeout: "30", .falRequestTimeout: "soon"]
            )
            let answer = try await probe.post(
                Endpoint.videoToAudio.id,
                json: Endpoint.videoToAudio.input,
                [.falRequestStartTimeout: "soon", .falRequestTimeout: "30"]
            )
            try answer.expect(status: 400)
        },
        ContractCase(
            "queue.submit.deadline-passes",
            "A request that has not started within its deadline ends with request_timeout: 504, timeout type user.",
            .documented("Queue; Request errors"),
            .emulatorOnly("when a request starts on live is not ours to say")
        ) { probe in
            let slow = probe.has(.control) ? Probe.scenario("success; queue=60") : [:]
            for name in [HTTPField.Name.falRequestTimeout, .falRequestStartTimeout] {
                var headers = slow
                headers[name] = "0.2"
                let job = try await probe.submit(.videoToAudio, nil, headers)
                if !probe.has(.control) {
                    try await probe.target.pause(.milliseconds(500))
                    let poll = try await probe.status(job)
                    // Whoever starts at once meets every deadline.
                    guard poll.json?["status"] == "IN_QUEUE" || poll.json?["error_type"] != nil else {
                        throw NotApplicable("requests start before the deadline of 0.2 s")
                    }
                }
                let status = try await probe.finish(job)
                try status.expect(json: [
                    "status": "COMPLETED", "error": JSONTemplate.word, "error_type": "request_timeout",
                ])
                let result = try await probe.result(job)
                try result.expect(
                    status: 504,
                    ["detail": "Request timed out", "error_type": "request_timeout"]
                )
                try result.expect(.falRequestTimeoutType, "user")
                try result.expect(.falErrorType, "request_timeout")
            }
        },
        ContractCase(
            "queue.submit.deadline-spares-the-run",
            "A deadline concerns the start alone: a request that has started in time is never interrupted by it.",
            .documented("Queue: the deadline is checked before a runner starts"),
            .emulatorOnly("needs a request that runs longer than its deadline"),
            needs: [.queue, .control]
        ) { probe in
            var headers = Probe.scenario("success; queue=0; run=600")
            headers[.falRequestTimeout] = "5"
            try await probe.outcome(of: .videoToAudio, nil, headers).expect(status: 200)
        },
        ContractCase(
            "queue.submit.client-headers",
            "The header fields that fal's clients and documentation name are accepted.",
            .client(
                "@fal-ai/client 1.10.1 always sends the priority; fal-client 1.0.3 sends the others when asked"
            ),
            .freeOnLive
        ) { probe in
            let fields = [
                ("x-fal-queue-priority", "normal"), ("x-fal-queue-priority", "low"),
                ("x-fal-runner-hint", "warm"),
                ("x-fal-store-io", "0"), ("x-fal-no-retry", "1"), ("x-app-fal-disable-fallback", "true"),
                ("x-fal-tags", "team=a"),
                ("x-fal-object-lifecycle-preference", #"{"expiration_duration_seconds":60}"#),
                ("user-agent", "fal-client/1.0.3 (python)"), ("accept", "application/json"),
            ]
            for (name, value) in fields {
                guard let name = HTTPField.Name(name) else { continue }
                _ = try await probe.submit(.videoToAudio, nil, [name: value])
            }
        },
        ContractCase(
            "queue.submit.low-priority-waits",
            "A request of low priority waits for those of normal priority that came after it.",
            headerPage,
            .emulatorOnly("needs a queue whose runners are all busy"),
            needs: [.queue, .control]
        ) { probe in
            try await probe.freeze()
            let slow = Probe.scenario("success; queue=0; run=100")
            for _ in 0..<8 { _ = try await probe.submit(.videoToAudio, nil, slow) }
            try await probe.advance(1)
            var low = slow
            low[.falQueuePriority] = "low"
            let later = try await probe.submit(.videoToAudio, nil, low)
            let normal = try await probe.submit(.videoToAudio, nil, slow)
            try await probe.status(later).expect(
                status: 202,
                ["status": "IN_QUEUE", "queue_position": 1]
            )
            try await probe.status(normal).expect(
                status: 202,
                ["status": "IN_QUEUE", "queue_position": 0]
            )
        },
        ContractCase(
            "queue.submit.queue-length-limit",
            "fal_max_queue_length refuses with 429 when the queue is longer, and is no obstacle else.",
            headerPage,
            .emulatorOnly("needs a queue that is not empty"),
            needs: [.queue, .control]
        ) { probe in
            try await probe.freeze()
            _ = try await probe.submit(.videoToAudio, nil, query: "?fal_max_queue_length=0")
            let answer = try await probe.post(
                Endpoint.videoToAudio.id + "?fal_max_queue_length=0",
                json: Endpoint.videoToAudio.input
            )
            try answer.expect(status: 429)
            try answer.expect(.falErrorType, "concurrent_requests_limit")
        },
        ContractCase(
            "queue.submit.webhook-adds-the-gateways-id",
            "With fal_webhook the submit also names the gateway's id.",
            .inferred("the documentation's two-field body joined with the captured one"),
            .emulatorOnly("a webhook would be sent to nobody"),
            severity: .additive
        ) { probe in
            let job = try await probe.submit(
                .videoToAudio,
                nil,
                query: "?fal_webhook=http%3A%2F%2F127.0.0.1%3A9%2Fhook"
            )
            try job.submit.expect(json: [
                "request_id": .string(JSONString(job.id)), "gateway_request_id": JSONTemplate.word,
            ])
        },
    ]
}
