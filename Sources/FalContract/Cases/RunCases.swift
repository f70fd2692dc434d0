internal import FalAPI
internal import HTTPTypes
internal import JSON

extension ContractCase {
    private static let runs = Evidence.captured("2026-04", "a synchronous run")

    /// The synchronous host.
    static let runCases: [ContractCase] = [
        ContractCase(
            "run.is-the-output",
            "A run is answered with the output itself, as the queue's result is.",
            runs,
            .costsOnLive(.lipsync),
            needs: [.run]
        ) { probe in
            for endpoint in probe.target.kind == .live ? [Endpoint.lipsync] : Endpoint.all {
                let answer = try await probe.runNow(endpoint)
                try answer.expect(status: 200, outputTemplate(endpoint))
                try answer.expect(type: "application/json")
                try answer.expect(absent: "status", "response", "data", "result", "output", "request_id")
            }
        },
        ContractCase(
            "run.names-the-request",
            "A run carries x-fal-request-id, a UUID of version 7 that differs from run to run.",
            runs,
            .costsOnLive(.videoToAudio, calls: 2),
            needs: [.run]
        ) { probe in
            var seen: Set<String> = []
            for _ in 0..<2 {
                let answer = try await probe.runNow()
                try answer.expect(status: 200)
                let id = try answer.value(.falRequestID)
                try answer.expect(RequestID(id)?.description == id, "a UUID in lower case", got: id)
                try answer.expect(
                    (RequestID(id)?.high ?? 0) >> 12 & 0xF == 7,
                    "version 7",
                    got: id,
                    .additive
                )
                try answer.expect(seen.insert(id).inserted, "another id for another run", got: id)
            }
        },
        ContractCase(
            "run.bills-units",
            "A run carries x-fal-billable-units, a number above 0, and the runner's UUID.",
            runs,
            .costsOnLive(.videoToAudio),
            needs: [.run]
        ) { probe in
            let answer = try await probe.runNow()
            try expectUnits(answer)
            let runner = try answer.value(HTTPField.Name.falServedFrom)
            try answer.expect(
                RequestID(runner) != nil,
                "a UUID in x-fal-served-from",
                got: runner,
                .additive
            )
            try answer.expect(absent: .falNeedsRetry, .additive)
        },
        ContractCase(
            "run.headers-of-the-edge",
            "A run without an Origin has HSTS and noindex, and nothing of CORS.",
            .captured("2026-04", "header fields of a run"),
            .costsOnLive(.videoToAudio),
            needs: [.run, .exactBytes],
            severity: .cosmetic
        ) { probe in
            let answer = try await probe.runNow()
            try answer.expect(.strictTransportSecurity, "max-age=31536000; includeSubDomains")
            try answer.expect(.xRobotsTag, "noindex")
            try answer.expect(absent: .accessControlAllowCredentials)
            try answer.expect(absent: .accessControlAllowOrigin)
            try answer.expectCompact()
        },
        ContractCase(
            "run.refused-input-is-422",
            "A run refuses bad input at once: 422 with the list under detail, and 0 units.",
            .documented("Synchronous inference; the body as captured of the queue"),
            .freeOnLive,
            needs: [.run]
        ) { probe in
            let answer = try await probe.runNow(.videoToAudio, [:])
            try answer.expect(
                status: 422,
                [
                    "detail": [
                        [
                            "type": "missing", "loc": ["body", "video_url"], "msg": "Field required",
                            "input": [:],
                        ]
                    ]
                ]
            )
            try answer.expect(.falBillableUnits, "0")
            _ = try answer.value(.falRequestID)
            try answer.expect(type: "application/json")
        },
        ContractCase(
            "run.unknown-application",
            "A run of an unknown application is 404, and the text names its alias.",
            .captured("2026", "an application that does not exist"),
            .anywhere,
            needs: [.run]
        ) { probe in
            try await probe.send(.post, try probe.run + "/fal-ai/falsework-nowhere/x", json: [:])
                .expect(status: 404, ["detail": #"Application "falsework-nowhere" not found"#])
        },
        ContractCase(
            "run.unknown-path",
            "A run of an unknown path is the application's own 404, with 0 units; these endpoints have no /stream either.",
            .client("fal 1.83.0, api.py"),
            .freeOnLive,
            needs: [.run]
        ) { probe in
            for path in ["falsework-nowhere", "lipsync/audio-to-video/stream"] {
                let answer = try await probe.send(
                    .post,
                    "\(try probe.run)/\(Endpoint.lipsync.application)/\(path)",
                    json: Endpoint.lipsync.input
                )
                try answer.expect(status: 404, ["detail": .string(JSONString("Path /\(path) not found"))])
                try answer.expect(.falBillableUnits, "0")
            }
        },
        ContractCase(
            "run.get-is-405",
            "A run is a POST; GET is not allowed.",
            .inferred("routes of fal 1.83.0 are POST only; Allow after RFC 9110"),
            .anywhere,
            needs: [.run],
            severity: .additive
        ) { probe in
            let answer = try await probe.send(.get, "\(try probe.run)/\(Endpoint.videoToAudio.id)")
            try expectNotAllowed(answer, "POST", probe)
        },
        ContractCase(
            "run.malformed-deadline",
            "A run with a malformed deadline is 400 with error_type bad_request.",
            .documented("Request errors"),
            .anywhere,
            needs: [.run]
        ) { probe in
            let answer = try await probe.runNow(.videoToAudio, nil, [.falRequestTimeout: "soon"])
            try answer.expect(status: 400, ["detail": JSONTemplate.word, "error_type": "bad_request"])
            try answer.expect(.falErrorType, "bad_request")
        },
        ContractCase(
            "run.deadline-passes",
            "A run that has not started within its deadline is 504 with the timeout type user.",
            .documented("Queue; both official clients stop retrying at that field"),
            .emulatorOnly("when a run starts on live is not ours to say"),
            needs: [.run, .control]
        ) { probe in
            var headers = Probe.scenario("success; queue=60")
            headers[.falRequestTimeout] = "5"
            let answer = try await probe.runNow(.videoToAudio, nil, headers)
            try answer.expect(
                status: 504,
                ["detail": "Request timed out", "error_type": "request_timeout"]
            )
            try answer.expect(.falRequestTimeoutType, "user")
            try answer.expect(.falErrorType, "request_timeout")
        },
        ContractCase(
            "run.model-error",
            "A failure of the model is a run's answer, as it is the queue's result.",
            .captured("2026", "content_policy_violation of Kling"),
            .emulatorOnly("needs a failure at will"),
            needs: [.run, .control]
        ) { probe in
            let answer = try await probe.runNow(
                .videoToAudio,
                nil,
                Probe.scenario("content_policy_violation")
            )
            try answer.expect(
                status: 422,
                [
                    "detail": [
                        [
                            "loc": ["body"],
                            "msg":
                                "The content could not be processed because it contained material flagged by a content checker.",
                            "type": "content_policy_violation",
                            "url": "https://docs.fal.ai/errors#content_policy_violation",
                        ]
                    ]
                ]
            )
            try answer.expect(.falNeedsRetry, "false")
            try answer.expect(.falBillableUnits, "0")
        },
        ContractCase(
            "run.json-by-any-name",
            "A run takes application/json with parameters, and other JSON types.",
            measured,
            .emulatorOnly("each of them would run"),
            needs: [.run]
        ) { probe in
            for type in [
                "application/json; charset=utf-8", "APPLICATION/JSON", "application/vnd.acme+json",
            ] {
                let body = Endpoint.videoToAudio.input.serialized()
                try await probe.runNow(.videoToAudio, nil, body: body, [.contentType: type]).expect(
                    status: 200
                )
            }
        },
        ContractCase(
            "run.content-type-counts",
            "The synchronous host reads only JSON content types; a form's body is no object to it.",
            .inferred("FastAPI 0.132 and fal 1.83.0; the gateway may differ"),
            .emulatorOnly("what live's gateway does with it is not known"),
            needs: [.run, .exactBytes]
        ) { probe in
            let answer = try await probe.runNow(
                .videoToAudio,
                nil,
                body: Endpoint.videoToAudio.input.serialized(),
                [.contentType: "application/x-www-form-urlencoded"]
            )
            try answer.expect(
                status: 422,
                ["detail": [["type": "model_attributes_type", "loc": ["body"]]]]
            )
        },
    ]
}
