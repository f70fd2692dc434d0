internal import FalAPI
internal import HTTPTypes
internal import JSON

extension ContractCase {
    static let results = Evidence.captured("2026-04", "results of three models; Kling 3 in 2026-05")

    /// A file in an output.
    static let fileTemplate: JSONValue = [
        "url": JSONTemplate.word, "content_type": JSONTemplate.word, "file_name": JSONTemplate.word,
        "file_size": JSONTemplate.count,
    ]

    /// What an endpoint's output looks like.
    static func outputTemplate(_ endpoint: Endpoint) -> JSONValue {
        .object(JSONObject(endpoint.outputs.map { (JSONString($0), fileTemplate) }))
    }

    /// Demands that a text is a number of units, more than none.
    static func expectUnits(_ answer: Exchange) throws {
        let units = try answer.value(.falBillableUnits)
        try answer.expect((Double(units) ?? -1) > 0, "billable units, a number above 0", got: units)
    }

    /// What the result of a request answers with.
    static let resultCases: [ContractCase] = [
        ContractCase(
            "queue.result.is-the-output",
            "The result is the model's output itself, with the members of its schema, and no envelope.",
            results,
            .costsOnLive(.lipsync)
        ) { probe in
            for endpoint in probe.target.kind == .live ? [Endpoint.lipsync] : Endpoint.all {
                let result = try await probe.outcome(of: endpoint)
                try result.expect(status: 200, outputTemplate(endpoint))
                try result.expect(type: "application/json")
                for name in endpoint.outputs {
                    let file = result.json?[name]
                    let kind = name == "audio" ? "audio/" : "video/"
                    let type = file?["content_type"]?.string ?? ""
                    try result.expect(
                        type.hasPrefix(kind),
                        "the content type of \(name) to be \(kind)…",
                        got: type
                    )
                    try result.expect((file?["file_size"]?.integer ?? 0) > 0, "a size of \(name)")
                }
                try result.expect(absent: "status", "response", "data", "result", "output", "request_id")
            }
        },
        ContractCase(
            "queue.result.names-the-request",
            "x-fal-request-id of a result is the request's id.",
            results,
            .costsOnLive(.videoToAudio)
        ) { probe in
            let job = try await probe.submit()
            _ = try await probe.finish(job)
            try await probe.settled(job).expect(status: 200).expect(.falRequestID, job.id)
        },
        ContractCase(
            "queue.result.bills-units",
            "x-fal-billable-units of a result is a number above 0.",
            results,
            .costsOnLive(.videoToAudio)
        ) { probe in
            for endpoint in probe.target.kind == .live ? [Endpoint.videoToAudio] : Endpoint.all {
                let result = try await probe.outcome(of: endpoint)
                try result.expect(status: 200)
                try expectUnits(result)
            }
        },
        ContractCase(
            "queue.result.names-the-runner",
            "x-fal-served-from of a result is the UUID of a runner.",
            results,
            .costsOnLive(.videoToAudio),
            severity: .additive
        ) { probe in
            let result = try await probe.outcome()
            let runner = try result.value(HTTPField.Name.falServedFrom)
            try result.expect(RequestID(runner) != nil, "a UUID", got: runner)
        },
        ContractCase(
            "queue.result.no-retry-flag-on-success",
            "A good result has no x-fal-needs-retry and no x-fal-error-type.",
            results,
            .costsOnLive(.videoToAudio),
            severity: .additive
        ) { probe in
            let result = try await probe.outcome()
            try result.expect(status: 200)
            try result.expect(absent: .falNeedsRetry)
            try result.expect(absent: .falErrorType)
        },
        ContractCase(
            "queue.result.is-repeatable",
            "A result can be fetched again, and is the same.",
            .documented("Queue: results are kept"),
            .costsOnLive(.videoToAudio)
        ) { probe in
            let job = try await probe.submit()
            _ = try await probe.finish(job)
            let first = try await probe.settled(job)
            try first.expect(status: 200)
            for _ in 0..<2 {
                let next = try await probe.result(job)
                try next.expect(status: 200)
                try next.expect(next.body == first.body, "the same body: \(first.text)", got: next.text)
                try next.expect(
                    next[.falBillableUnits] == first[.falBillableUnits],
                    "the same units",
                    got: next[.falBillableUnits] ?? "none"
                )
            }
        },
        ContractCase(
            "queue.result.in-progress-is-400",
            "A result before the end is 400, 'Request is still in progress', with the id and the three URLs.",
            .captured(
                "2026-05",
                "a result that was asked for too early; the order of members in one capture"
            ),
            .freeOnLive
        ) { probe in
            try await probe.freeze()
            let job = try await probe.submit()
            let result = try await probe.result(job)
            if result.status == 200 {
                let poll = try await probe.status(job)
                try result.expect(
                    poll.json?["status"] == "COMPLETED",
                    "400, since the request is not completed"
                )
                throw NotApplicable("the request had ended before its result was asked for")
            }
            func url(_ name: String) -> JSONValue { job.submit.json?[name] ?? JSONTemplate.word }
            try result.expect(
                status: 400,
                [
                    "cancel_url": url("cancel_url"), "detail": "Request is still in progress",
                    "request_id": .string(JSONString(job.id)), "response_url": url("response_url"),
                    "status_url": url("status_url"),
                ]
            )
            try result.expect(type: "application/json")
            if probe.has(.exactBytes), probe.target.kind != .live {
                try result.expect(.falRequestID, job.id)
            }
        },
        ContractCase(
            "queue.result.in-progress-while-running",
            "A result is 400 also while the request runs, and becomes 200 only when the status is COMPLETED.",
            .captured("2026-05", "a result that was asked for too early"),
            .costsOnLive(.videoToAudio)
        ) { probe in
            let job = try await probe.submit()
            for _ in 0..<probe.target.patience.polls {
                let result = try await probe.result(job)
                let poll = try await probe.status(job)
                let isCompleted = poll.json?["status"] == "COMPLETED"
                if result.status != 400 {
                    try result.expect(status: 200)
                    return try poll.expect(isCompleted, "COMPLETED, since there is a result")
                }
                try result.expect(json: ["detail": "Request is still in progress"])
                try await probe.target.pause(probe.target.patience.interval)
            }
            throw Deviation(expected: "a result within \(probe.target.patience.total)", actual: "none")
        },
        ContractCase(
            "queue.result.unknown-id",
            "The result of an unknown id is 404 with the status NOT_FOUND.",
            .inferred("as the poll of an unknown id"),
            .anywhere
        ) { probe in
            let url = "\(try probe.queue)/\(Endpoint.videoToAudio.application)/requests/\(unknownID)"
            try await probe.send(.get, url).expect(status: 404, ["status": "NOT_FOUND"])
        },
        ContractCase(
            "queue.result.other-urls",
            "The result is also found at …/response, under the endpoint's full id, and with a slash at the end.",
            .documented("Queue: response_url; OpenAPI documents of the models; fal 1.83.0, apps.py"),
            .costsOnLive(.lipsync)
        ) { probe in
            let job = try await probe.submit(.lipsync)
            _ = try await probe.finish(job)
            let first = try await probe.settled(job)
            try first.expect(status: 200)
            for url in [
                job.url + "/response", job.url + "/",
                "\(try probe.queue)/\(Endpoint.lipsync.id)/requests/\(job.id)",
            ] {
                let other = try await probe.send(.get, url)
                try other.expect(status: 200)
                try other.expect(other.body == first.body, "the result at \(url)", got: other.text)
            }
        },
        ContractCase(
            "queue.result.compact",
            "A result has no spaces between its parts.",
            .captured("2026-04", "content lengths of two results"),
            .costsOnLive(.videoToAudio),
            needs: [.queue, .exactBytes],
            severity: .cosmetic
        ) { probe in try await probe.outcome().expectCompact() },
        ContractCase(
            "queue.result.headers-of-the-edge",
            "A result carries the edge's header fields.",
            .captured("2026-04", "header fields of results"),
            .costsOnLive(.videoToAudio),
            needs: [.queue, .exactBytes],
            severity: .cosmetic
        ) { probe in
            let answer = try await probe.outcome()
            try answer.expect(.strictTransportSecurity, "max-age=31536000; includeSubDomains")
            try answer.expect(.accessControlAllowCredentials, "true")
            try answer.expect(.xRobotsTag, "noindex")
        },
        ContractCase(
            "queue.result.output-urls",
            "Outputs lie under /files/b/, eight hexadecimal digits, 21 characters and the file's name.",
            .captured("2026-04", "results of three models"),
            .costsOnLive(.videoToAudio),
            needs: [.queue, .exactBytes],
            severity: .cosmetic
        ) { probe in
            let result = try await probe.outcome()
            for name in Endpoint.videoToAudio.outputs {
                let url = result.json?[name]?["url"]?.string ?? ""
                let file = result.json?[name]?["file_name"]?.string ?? ""
                let parts = url.split(separator: "/").suffix(4).map(String.init)
                let key = parts.last.map { $0.prefix(21) } ?? ""
                try result.expect(
                    parts.count == 4 && parts[0] == "files" && parts[1] == "b" && parts[2].count == 8
                        && parts[2].allSatisfy { $0.isHexDigit && !$0.isUppercase } && key.count == 21
                        && (parts[3] == key + "_" + file || parts[3].hasPrefix(key + ".")),
                    "…/files/b/{8 hex}/{21 characters}_\(file)",
                    got: url
                )
            }
        },
        ContractCase(
            "queue.result.expires",
            "A result is forgotten an hour after its end.",
            .documented("API reference of the queue"),
            .emulatorOnly("an hour is long"),
            needs: [.queue, .control],
            severity: .timing
        ) { probe in
            let job = try await probe.submit()
            _ = try await probe.finish(job)
            try await probe.clock("manual")
            try await probe.advance(3_500)
            try await probe.result(job).expect(status: 200)
            try await probe.advance(200)
            try await probe.result(job).expect(status: 404, ["status": "NOT_FOUND"])
        },
    ]
}
