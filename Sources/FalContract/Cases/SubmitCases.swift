internal import FalAPI
internal import HTTPTypes
internal import JSON

extension ContractCase {
    static let submits = Evidence.captured("2026-04", "submits of three models, and of Kling 2.5")

    /// Demands that a method is refused: with 405 and the methods that are allowed. Others may say that there is nothing.
    static func expectNotAllowed(_ answer: Exchange, _ method: String, _ probe: Probe) throws {
        if probe.target.kind == .other, [404, 501].contains(answer.status) { return }
        try answer.expect(status: 405)
        guard probe.has(.exactBytes) || answer[.allow] != nil else { return }
        try answer.expect(
            answer[.allow]?.contains(method) == true,
            "an Allow with \(method)",
            got: answer[.allow] ?? "none"
        )
    }

    /// What a submit answers with.
    static let submitCases: [ContractCase] = [
        ContractCase("queue.submit.is-200", "A submit is answered with 200.", submits, .freeOnLive) {
            probe in
            for endpoint in Endpoint.all { _ = try await probe.submit(endpoint) }
        },
        ContractCase(
            "queue.submit.eight-fields",
            "A submit answers with status, id, three URLs, null logs, empty metrics and the position, in this order.",
            submits,
            .freeOnLive
        ) { probe in
            for endpoint in Endpoint.all {
                let job = try await probe.submit(endpoint)
                try job.submit.expect(json: [
                    "status": "IN_QUEUE", "request_id": JSONTemplate.word, "response_url": JSONTemplate.word,
                    "status_url": JSONTemplate.word, "cancel_url": JSONTemplate.word, "logs": .null,
                    "metrics": [:],
                    "queue_position": JSONTemplate.count,
                ])
                try job.submit.expect(job.submit.json?["metrics"]?.object?.isEmpty == true, "empty metrics")
            }
        },
        ContractCase(
            "queue.submit.is-json",
            "A submit answers with application/json.",
            submits,
            .freeOnLive
        ) { probe in try await probe.submit().submit.expect(type: "application/json") },
        ContractCase(
            "queue.submit.id-is-uuid-7",
            "The id of a request is a UUID of version 7 in lower case.",
            submits,
            .freeOnLive,
            severity: .additive
        ) { probe in
            let job = try await probe.submit()
            let id = RequestID(job.id)
            try job.submit.expect(id?.description == job.id, "a UUID in lower case", got: job.id)
            try job.submit.expect((id?.high ?? 0) >> 12 & 0xF == 7, "version 7", got: job.id)
            try job.submit.expect((id?.low ?? 0) >> 62 == 0b10, "the variant of RFC 9562", got: job.id)
        },
        ContractCase(
            "queue.submit.ids-differ",
            "Two submits of the same input are two requests, with ids in the order of time.",
            submits,
            .freeOnLive
        ) { probe in
            let first = try await probe.submit()
            let second = try await probe.submit()
            try second.submit.expect(first.id != second.id, "another id than \(first.id)", got: second.id)
        },
        ContractCase(
            "queue.submit.id-in-the-header",
            "x-fal-request-id of a submit is the request_id of its body.",
            submits,
            .freeOnLive
        ) { probe in
            let job = try await probe.submit()
            try job.submit.expect(.falRequestID, job.id)
        },
        ContractCase(
            "queue.submit.urls-name-the-application",
            "The URLs of a request drop the endpoint's path, have no /response, and belong together.",
            submits,
            .freeOnLive
        ) { probe in
            for endpoint in Endpoint.all {
                let job = try await probe.submit(endpoint)
                let url = try job.submit.text("response_url")
                try job.submit.expect(
                    url.hasSuffix("/\(endpoint.application)/requests/\(job.id)")
                        && !url.contains(endpoint.path + "/"),
                    "a response_url that ends with /\(endpoint.application)/requests/\(job.id)",
                    got: url
                )
                for (name, end) in [("status_url", "/status"), ("cancel_url", "/cancel")] {
                    let other = try job.submit.text(name)
                    try job.submit.expect(other == url + end, "the \(name) \(url + end)", got: other)
                }
            }
        },
        ContractCase(
            "queue.submit.urls-lead-back",
            "The URLs of a request lead to the service that answered the submit.",
            .client("fal-client 1.0.3 follows them; a mock that names queue.fal.run loses its clients"),
            .freeOnLive
        ) { probe in
            try await probe.freeze()
            let job = try await probe.submit()
            for name in ["status_url", "response_url", "cancel_url"] {
                let url = try job.submit.text(name)
                try job.submit.expect(
                    probe.target.services.cover(url),
                    "a \(name) of the target's own",
                    got: url
                )
                let answer = try await probe.send(name == "cancel_url" ? .put : .get, url)
                switch name {
                case "status_url":
                    try answer.expect(status: 200, 202).expect(json: [
                        "request_id": .string(JSONString(job.id))
                    ])
                case "response_url": try answer.expect(!answer.isAbsent, "the request at its response_url")
                default: try answer.expect(status: 200, 202, 400)
                }
            }
        },
        ContractCase(
            "queue.submit.compact",
            "A submit's body has no spaces between its parts.",
            .captured("2026-04", "content lengths of 415, 418 and 436 bytes"),
            .freeOnLive,
            needs: [.queue, .exactBytes],
            severity: .cosmetic
        ) { probe in try await probe.submit().submit.expectCompact() },
        ContractCase(
            "queue.submit.no-other-fields",
            "A submit has eight fields and no ninth.",
            submits,
            .freeOnLive,
            needs: [.queue, .exactBytes],
            severity: .additive
        ) { probe in
            let job = try await probe.submit()
            try job.submit.expect(job.submit.json?.object?.count == 8, "eight fields")
        },
        ContractCase(
            "queue.submit.headers-of-the-edge",
            "A submit carries the edge's header fields: HSTS, vary, credentials, noindex.",
            .captured("2026-04", "header fields of submits"),
            .freeOnLive,
            needs: [.queue, .exactBytes],
            severity: .cosmetic
        ) { probe in
            let answer = try await probe.submit().submit
            try answer.expect(.strictTransportSecurity, "max-age=31536000; includeSubDomains")
            try answer.expect(.accessControlAllowCredentials, "true")
            try answer.expect(
                .vary,
                "origin, access-control-request-method, access-control-request-headers"
            )
            try answer.expect(.xRobotsTag, "noindex")
        },
        ContractCase(
            "queue.submit.no-retry-by-accident",
            "A submit of a good input is never 408, 409, 425 or 429, which clients send again.",
            .client("fal-client 1.0.3 and @fal-ai/client 1.10.1"),
            .freeOnLive
        ) { probe in
            for _ in 0..<4 {
                let answer = try await probe.post(Endpoint.lipsync.id, json: Endpoint.lipsync.input)
                try answer.expect(
                    ![408, 409, 425, 429].contains(answer.status),
                    "no status that makes clients retry"
                )
                try answer.expect(status: 200)
            }
        },
        ContractCase(
            "queue.submit.get-is-405",
            "A submit is a POST; GET is not allowed.",
            .inferred("routes of fal 1.83.0 are POST only; Allow after RFC 9110"),
            .anywhere,
            severity: .additive
        ) { probe in
            let answer = try await probe.send(.get, try probe.queue + "/" + Endpoint.videoToAudio.id)
            try expectNotAllowed(answer, "POST", probe)
        },
        ContractCase(
            "queue.submit.unknown-application",
            "An unknown application is 404 at submit, and the text names its alias.",
            .captured("2026", "an application that does not exist"),
            .anywhere
        ) { probe in
            let answer = try await probe.post("fal-ai/falsework-nowhere/x", json: [:])
            try answer.expect(status: 404, ["detail": #"Application "falsework-nowhere" not found"#])
        },
        ContractCase(
            "queue.submit.unknown-path",
            "An unknown path of an application is accepted, completes, and its result is 404 with 0 units.",
            .client("fal 1.83.0, api.py; webhook captured in fal-js #153"),
            .freeOnLive
        ) { probe in
            let answer = try await probe.post(
                "\(Endpoint.videoToAudio.application)/falsework-nowhere",
                json: [:]
            )
            try answer.expect(status: 200)
            let job = try probe.job(answer, .videoToAudio)
            _ = try await probe.finish(job)
            let result = try await probe.settled(job)
            try result.expect(status: 404, ["detail": "Path /falsework-nowhere not found"])
            try result.expect(.falBillableUnits, "0")
        },
    ]
}
