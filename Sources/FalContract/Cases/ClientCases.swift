internal import FalAPI
internal import HTTPTypes
internal import JSON

extension ContractCase {
    /// What single clients trip over.
    static let clientCases: [ContractCase] = [
        ContractCase(
            "client.python.subscribe",
            "Python's way: submit, follow status_url with logs=true until COMPLETED, then response_url.",
            .client(
                "fal-client 1.0.3, SyncRequestHandle: a missing key is a KeyError, another status a ValueError"
            ),
            .costsOnLive(.videoToAudio)
        ) { probe in
            let answer = try await probe.post(
                Endpoint.videoToAudio.id,
                json: Endpoint.videoToAudio.input,
                [.falRequestTimeout: "120.0", .userAgent: "fal-client/1.0.3 (python)"]
            )
            try answer.expect(status: 200)
            let (status, response) = (try answer.text("status_url"), try answer.text("response_url"))
            _ = try answer.text("cancel_url")
            for _ in 0..<probe.target.patience.polls {
                let poll = try await probe.send(
                    .get,
                    status + "?logs=true",
                    [.userAgent: "fal-client/1.0.3 (python)"]
                )
                let state = try poll.text("status")
                switch state {
                case "IN_QUEUE":
                    try poll.expect(
                        poll.json?["queue_position"]?.integer != nil,
                        "queue_position, a whole number"
                    )
                case "IN_PROGRESS": try poll.expect(poll.json?.object?["logs"] != nil, "the key 'logs'")
                case "COMPLETED":
                    try poll.expect(poll.json?.object?["logs"] != nil, "the key 'logs'")
                    try poll.expect(poll.json?["metrics"]?.object != nil, "the metrics")
                    try await probe.send(.get, response).expect(status: 200, outputTemplate(.videoToAudio))
                    return
                default: try poll.expect(false, "one of the three states", got: state)
                }
                try await probe.target.pause(probe.target.patience.interval)
            }
            throw Deviation(
                expected: "COMPLETED within \(probe.target.patience.total)",
                actual: "it never came"
            )
        },
        ContractCase(
            "client.javascript.subscribe",
            "JavaScript's way: the priority is always sent, URLs are rebuilt from the id, logs=1 gives a list to map.",
            .client("@fal-ai/client 1.10.1, queue.ts"),
            .costsOnLive(.lipsync)
        ) { probe in
            let headers: HTTPFields = [
                .falQueuePriority: "normal", .accept: "application/json", .contentType: "application/json",
                .userAgent: "@fal-ai/client/1.10.1",
            ]
            let answer = try await probe.post(Endpoint.lipsync.id, json: Endpoint.lipsync.input, headers)
            try answer.expect(status: 200)
            let base = "\(try probe.queue)/fal-ai/kling-video/requests/\(try answer.text("request_id"))"
            for _ in 0..<probe.target.patience.polls {
                let poll = try await probe.send(.get, base + "/status?logs=1", headers)
                try poll.expect(status: 200, 202)
                if poll.json?["status"] == "IN_PROGRESS" {
                    try poll.expect(poll.json?["logs"]?.array != nil, "a list that update.logs.map can take")
                }
                if poll.json?["status"] == "COMPLETED" { break }
                try await probe.target.pause(probe.target.patience.interval)
            }
            let result = try await probe.send(.get, base, headers)
            try result.expect(status: 200, outputTemplate(.lipsync))
            _ = try result.value(HTTPField.Name.falRequestID)
        },
        ContractCase(
            "client.javascript.streaming",
            "JavaScript's streaming: Accept has two values, the last event is the answer, the result comes after it.",
            .client("@fal-ai/client 1.10.1, streaming.ts"),
            .costsOnLive(.videoToAudio)
        ) { probe in
            let job = try await probe.submit()
            let stream = try await probe.stream(
                job,
                logs: "1",
                [.accept: "application/json, text/event-stream"]
            )
            let events = try EventStream(stream)
            try stream.expect(
                events.events.allSatisfy { $0["logs"]?.array != nil },
                "a list of logs in every event, to push from"
            )
            try await probe.settled(job).expect(status: 200, outputTemplate(.videoToAudio))
        },
        ContractCase(
            "client.javascript.error-ids",
            "Errors of the result carry x-fal-request-id: error.requestId comes from nowhere else.",
            .client("@fal-ai/client 1.10.1, response.ts"),
            .freeOnLive
        ) { probe in
            let job = try await probe.submit(.lipsync, [:])
            _ = try await probe.finish(job)
            let result = try await probe.settled(job)
            try result.expect(status: 422)
            try result.expect(.falRequestID, job.id)
            try result.expect(type: "application/json")
        },
        ContractCase(
            "client.javascript.validation-errors",
            "Every entry of a refusal has a loc whose last part is the field: that is what fieldErrors compares.",
            .client("@fal-ai/client 1.10.1, ValidationError.getFieldErrors"),
            .freeOnLive
        ) { probe in
            let answer = try await judge(probe, .lipsync, ["video_url": 1])
            let fields = answer.json?["detail"]?.array?.map { $0["loc"]?.array?.last?.string ?? "" } ?? []
            try answer.expect(
                fields == ["video_url", "audio_url"],
                "the fields video_url and audio_url",
                got: "\(fields)"
            )
        },
        ContractCase(
            "client.swift.labels",
            "Every log entry has labels.level, without which Swift cannot decode the status.",
            .client("fal-swift 4a589b9, RequestLog"),
            .costsOnLive(.videoToAudio)
        ) { probe in
            let job = try await probe.submit()
            let poll = try await probe.finish(job, logs: "1")
            for entry in poll.json?["logs"]?.array ?? [] {
                try poll.expect(
                    entry["labels"]?["level"]?.string != nil,
                    "labels.level",
                    got: JSONTemplate.spelling(entry)
                )
            }
        },
        ContractCase(
            "client.java.subscribe",
            "Java's way: subscribe reads the stream alone, and its last event is COMPLETED.",
            .client("fal-java 2024-09, QueueClient.subscribeToStatus"),
            .costsOnLive(.lipsync)
        ) { probe in
            let job = try await probe.submit(.lipsync)
            let stream = try await probe.stream(job)
            try stream.expect(
                try EventStream(stream).states.last == "COMPLETED",
                "COMPLETED as the last event"
            )
            try await probe.settled(job).expect(status: 200, outputTemplate(.lipsync))
        },
        ContractCase(
            "client.sdk.two-hundred-means-finished",
            "fal's own SDK polls …/status/ and takes 200 for the end, 202 for not yet.",
            .client("fal 1.83.0, apps.py"),
            .costsOnLive(.lipsync)
        ) { probe in
            let job = try await probe.submit(.lipsync)
            for _ in 0..<probe.target.patience.polls {
                let poll = try await probe.send(.get, job.status + "/?logs=0")
                try poll.expect(status: 200, 202)
                if poll.status == 200 {
                    try poll.expect(json: ["status": "COMPLETED"])
                    try await probe.send(.get, job.url + "/").expect(status: 200)
                    return
                }
                try await probe.target.pause(probe.target.patience.interval)
            }
            throw Deviation(
                expected: "200 within \(probe.target.patience.total)",
                actual: "it never came"
            )
        },
        ContractCase(
            "client.curl.as-documented",
            "curl's documented example works: no content type for JSON, nothing but the key.",
            .documented("model pages: curl"),
            .costsOnLive(.videoToAudio)
        ) { probe in
            let answer = try await probe.post(
                Endpoint.videoToAudio.id,
                body: Endpoint.videoToAudio.input.serialized(),
                [.contentType: "application/json", .accept: "*/*", .userAgent: "curl/8.0"]
            )
            try answer.expect(status: 200)
        },
    ]
}
