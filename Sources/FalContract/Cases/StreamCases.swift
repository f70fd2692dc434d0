internal import FalAPI
internal import HTTPTypes
internal import JSON

extension ContractCase {
    private static let stream = Evidence.captured(
        "2024-12",
        "a status stream in fal's older documentation"
    )

    /// The status as server-sent events.
    static let streamCases: [ContractCase] = [
        ContractCase(
            "queue.stream.is-an-event-stream",
            "The status stream is 200 with text/event-stream, whatever else Accept names.",
            .client(
                "@fal-ai/client 1.10.1 treats any other content type as binary; it sends two values of Accept"
            ),
            .costsOnLive(.videoToAudio)
        ) { probe in
            let job = try await probe.submit()
            let answer = try await probe.stream(
                job,
                logs: "1",
                [.accept: "application/json, text/event-stream"]
            )
            try answer.expect(status: 200)
            try answer.expect(type: "text/event-stream")
            try answer.expect(absent: .contentLength)
        },
        ContractCase(
            "queue.stream.frames",
            "A stream has data: lines, comments and blank lines, and nothing else; each event is a whole status.",
            stream,
            .costsOnLive(.videoToAudio)
        ) { probe in
            let job = try await probe.submit()
            let answer = try await probe.stream(job)
            for event in try EventStream(answer).events {
                let template: JSONValue = [
                    "status": JSONTemplate.word, "request_id": .string(JSONString(job.id)),
                    "response_url": JSONTemplate.word, "status_url": JSONTemplate.word,
                    "cancel_url": JSONTemplate.word,
                    "logs": .null,
                ]
                if let mismatch = JSONTemplate.mismatch(template, event) {
                    try answer.expect(
                        false,
                        "\(mismatch.expected) at \(mismatch.place) of an event",
                        got: mismatch.actual,
                        mismatch.isOrder ? .cosmetic : nil
                    )
                }
            }
        },
        ContractCase(
            "queue.stream.ends-with-completed",
            "The last event is COMPLETED with the inference time, there is one of it, and then the stream ends.",
            .client(
                "fal-java's subscribe fails unless the last event is COMPLETED; @fal-ai/client takes it as the answer"
            ),
            .costsOnLive(.videoToAudio)
        ) { probe in
            let job = try await probe.submit()
            let answer = try await probe.stream(job, logs: "1")
            let stream = try EventStream(answer)
            try answer.expect(
                stream.states.last == "COMPLETED",
                "a last event COMPLETED",
                got: "\(stream.states)"
            )
            try answer.expect(
                stream.states.count { $0 == "COMPLETED" } == 1,
                "one event COMPLETED",
                got: "\(stream.states)"
            )
            let last = stream.events[stream.events.count - 1]
            try answer.expect(
                last["metrics"]?["inference_time"]?.double != nil,
                "the inference time in the last event"
            )
        },
        ContractCase(
            "queue.stream.states-in-order",
            "Events follow the request from state to state and never back; positions come with queued ones alone.",
            stream,
            .costsOnLive(.videoToAudio)
        ) { probe in
            let order = ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"]
            let job = try await probe.submit()
            let answer = try await probe.stream(job)
            let stream = try EventStream(answer)
            let ranks = stream.states.map { order.firstIndex(of: $0) ?? -1 }
            try answer.expect(
                ranks == ranks.sorted() && !ranks.contains(-1) && ranks.count == stream.events.count,
                "the three states in their order",
                got: "\(stream.states)"
            )
            for event in stream.events {
                let isQueued = event["status"] == "IN_QUEUE"
                try answer.expect(
                    (event["queue_position"]?.integer != nil) == isQueued,
                    isQueued ? "a position in a queued event" : "no position after the queue"
                )
            }
            if probe.has(.control) {
                try answer.expect(
                    Set(stream.states).count == 3,
                    "all three states",
                    got: "\(stream.states)"
                )
            }
        },
        ContractCase(
            "queue.stream.logs-come-once",
            "Every line of the log comes in one event; all of them together are the whole log.",
            .client("@fal-ai/client 1.10.1 appends each event's logs to those before"),
            .costsOnLive(.videoToAudio)
        ) { probe in
            let job = try await probe.submit()
            let answer = try await probe.stream(job, logs: "1")
            var lines: [JSONValue] = []
            for event in try EventStream(answer).events {
                guard let logs = event["logs"]?.array else {
                    throw Deviation(
                        expected: "a list of logs in every event",
                        actual: JSONTemplate.spelling(event),
                        exchange: answer
                    )
                }
                lines += logs
            }
            let poll = try await probe.status(job, logs: "1")
            try poll.expect(
                poll.json?["logs"]?.array == lines,
                "the log that the stream has told: \(lines.count) lines",
                got: "\(poll.json?["logs"]?.array?.count ?? -1) lines in the poll after it"
            )
        },
        ContractCase(
            "queue.stream.names-the-request",
            "The stream carries x-fal-request-id.",
            .client("@fal-ai/client 1.10.1 reads it"),
            .costsOnLive(.videoToAudio),
            severity: .additive
        ) { probe in
            let job = try await probe.submit()
            let answer = try await probe.stream(job)
            try answer.expect(status: 200)
            try answer.expect(.falRequestID, job.id)
        },
        ContractCase(
            "queue.stream.of-a-completed-request",
            "The stream of a completed request is its last status and the end.",
            .inferred("the stream begins with the present state and ends with COMPLETED"),
            .costsOnLive(.videoToAudio)
        ) { probe in
            let job = try await probe.submit()
            _ = try await probe.finish(job)
            let answer = try await probe.stream(job, logs: "1")
            let states = try EventStream(answer).states
            try answer.expect(states == ["COMPLETED"], "one event COMPLETED", got: "\(states)")
        },
        ContractCase(
            "queue.stream.of-a-failure",
            "The stream of a request that its model refuses ends like any other; what was wrong is the result's to tell.",
            .captured("2026-04", "a poll of a refused request"),
            .freeOnLive
        ) { probe in
            let job = try await probe.submit(.videoToAudio, [:])
            let answer = try await probe.stream(job)
            let stream = try EventStream(answer)
            let last = stream.events[stream.events.count - 1]
            try answer.expect(last["status"] == "COMPLETED", "COMPLETED at the end")
            for name in ["error", "error_type", "detail"] {
                try answer.expect(last[name] == nil, "no member '\(name)' in the last event")
            }
        },
        ContractCase(
            "queue.stream.unknown-id",
            "The stream of an unknown id is 404 with the status NOT_FOUND, in JSON.",
            .inferred("as the poll"),
            .anywhere
        ) { probe in
            let url =
                "\(try probe.queue)/\(Endpoint.videoToAudio.application)/requests/\(unknownID)/status/stream"
            let answer = try await probe.send(.get, url, [.accept: "text/event-stream"])
            try answer.expect(status: 404, ["status": "NOT_FOUND"])
            try answer.expect(type: "application/json")
        },
        ContractCase(
            "queue.stream.full-id-in-the-path",
            "The stream is also found under the endpoint's full id.",
            .documented("OpenAPI documents of the models"),
            .freeOnLive
        ) { probe in
            let job = try await probe.submit(.lipsync, [:])
            let url = "\(try probe.queue)/\(Endpoint.lipsync.id)/requests/\(job.id)/status/stream"
            let answer = try await probe.send(.get, url, [.accept: "text/event-stream"])
            try answer.expect(try EventStream(answer).states.last == "COMPLETED", "COMPLETED at the end")
        },
    ]
}
