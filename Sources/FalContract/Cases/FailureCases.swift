internal import FalAPI
internal import HTTPTypes
internal import JSON

extension ContractCase {
    private static let control = "needs a failure at will"

    /// Requests that end badly.
    static let failureCases: [ContractCase] = [
        ContractCase(
            "queue.failure.looks-like-success",
            "A request that the model refuses is COMPLETED with 200, and neither error nor error_type tells it from success.",
            .captured("2026-04", "a poll of a refused request: 454 bytes, seven fields"),
            .freeOnLive
        ) { probe in
            let job = try await probe.submit(.videoToAudio, [:])
            for poll in try await probe.poll(job) {
                try poll.expect(absent: "error", "error_type", "detail")
                let isCompleted = poll.json?["status"] == "COMPLETED"
                try poll.expect(status: isCompleted ? 200 : 202)
                if isCompleted {
                    try poll.expect(json: ["metrics": ["inference_time": JSONTemplate.number]])
                }
            }
        },
        ContractCase(
            "queue.failure.refused-input-is-422",
            "The result of a refused input is 422, with the list of what is wrong under detail and 0 units.",
            .captured("2026-07-18", "Kling lipsync without video_url; nexu-io/open-design #1606"),
            .freeOnLive
        ) { probe in
            let job = try await probe.submit(.lipsync, ["audio_url": "https://example.com/a.mp3"])
            _ = try await probe.finish(job)
            let result = try await probe.settled(job)
            try result.expect(
                status: 422,
                [
                    "detail": [
                        [
                            "type": "missing", "loc": ["body", "video_url"], "msg": "Field required",
                            "input": ["audio_url": "https://example.com/a.mp3"],
                        ]
                    ]
                ]
            )
            try result.expect(type: "application/json")
            try result.expect(.falBillableUnits, "0")
            try result.expect(.falRequestID, job.id)
        },
        ContractCase(
            "queue.failure.is-repeatable",
            "A failed result can be fetched again, and is the same.",
            .documented("Queue: results are kept"),
            .freeOnLive
        ) { probe in
            let job = try await probe.submit(.videoToAudio, [:])
            _ = try await probe.finish(job)
            let first = try await probe.settled(job)
            let second = try await probe.result(job)
            try second.expect(status: 422)
            try second.expect(second.body == first.body, "the same body: \(first.text)", got: second.text)
        },
        ContractCase(
            "queue.failure.model-error",
            "A failure of the model is a list of loc, msg, type, url, input with 0 units and x-fal-needs-retry: false.",
            .captured("2026-04", "a Kling result of 422; file_download_error in 2026"),
            .emulatorOnly(control),
            needs: [.queue, .control]
        ) { probe in
            let result = try await probe.outcome(
                of: .videoToAudio,
                nil,
                Probe.scenario("file_download_error")
            )
            try result.expect(
                status: 422,
                [
                    "detail": [
                        [
                            "loc": ["body", "video_url"],
                            "msg":
                                "Failed to download the file. Please check if the URL is accessible and try again.",
                            "type": "file_download_error",
                            "url": "https://docs.fal.ai/errors#file_download_error",
                            "input": Endpoint.videoToAudio.input["video_url"] ?? JSONTemplate.text,
                        ]
                    ]
                ]
            )
            try result.expect(.falBillableUnits, "0")
            try result.expect(.falNeedsRetry, "false")
        },
        ContractCase(
            "queue.failure.every-model-error",
            "Every documented failure of a model has its status, type, link and facts.",
            .documented("Model errors"),
            .emulatorOnly(control),
            needs: [.queue, .control]
        ) { probe in
            for error in DocumentedModelError.all where error.type != "file_download_error" {
                let result = try await probe.outcome(of: .lipsync, nil, Probe.scenario(error.type))
                var entry: JSONObject = [
                    "loc": JSONTemplate.anything, "msg": JSONTemplate.word,
                    "type": .string(JSONString(error.type)),
                    "url": .string(JSONString("https://docs.fal.ai/errors#\(error.type)")),
                ]
                if let context = error.context {
                    entry["ctx"] = .object(JSONObject(context.map { ($0.key, JSONTemplate.anything) }))
                }
                try result.expect(status: error.status, ["detail": [.object(entry)]])
                try result.expect(.falNeedsRetry, error.isRetryable ? "true" : "false")
                try result.expect(.falBillableUnits, "0")
            }
        },
        ContractCase(
            "queue.failure.every-platform-error",
            "Every failure of the platform shows as error and error_type in the status, and as its code in the result.",
            .documented("Request errors; fal-client 1.0.3 reads both"),
            .emulatorOnly(control),
            needs: [.queue, .control]
        ) { probe in
            for kind in RequestError.Kind.allCases {
                let job = try await probe.submit(.videoToAudio, nil, Probe.scenario(kind.rawValue))
                let type: JSONValue = .string(JSONString(kind.rawValue))
                try await probe.finish(job).expect(
                    status: 200,
                    [
                        "status": "COMPLETED", "metrics": JSONTemplate.anything, "error": JSONTemplate.word,
                        "error_type": type,
                    ]
                )
                let result = try await probe.result(job)
                try result.expect(status: kind.status, ["detail": JSONTemplate.word, "error_type": type])
                try result.expect(.falErrorType, kind.rawValue)
                if kind == .requestTimeout { try result.expect(.falRequestTimeoutType, "user") }
            }
        },
        ContractCase(
            "queue.failure.of-the-ingress",
            "A 502 of the ingress is nginx's page without x-fal-request-id: Python tries it again.",
            .client(
                "fal-client 1.0.3 retries 502, 503 and 504 only if the body has 'nginx' and the id is absent"
            ),
            .emulatorOnly(control),
            needs: [.queue, .control]
        ) { probe in
            let answer = try await probe.post(
                Endpoint.videoToAudio.id,
                json: Endpoint.videoToAudio.input,
                Probe.scenario("ingress_502")
            )
            try answer.expect(status: 502)
            try answer.expect(answer.text.contains("nginx"), "nginx in the body")
            try answer.expect(absent: .falRequestID)
        },
        ContractCase(
            "queue.failure.of-the-application",
            "A 503 of an application has x-fal-request-id: Python does not try it again, JavaScript does.",
            .client("fal-client 1.0.3; @fal-ai/client 1.10.1"),
            .emulatorOnly(control),
            needs: [.queue, .control]
        ) { probe in
            let answer = try await probe.post(
                Endpoint.videoToAudio.id,
                json: Endpoint.videoToAudio.input,
                Probe.scenario("app_503")
            )
            try answer.expect(status: 503)
            _ = try answer.value(HTTPField.Name.falRequestID)
        },
    ]
}
