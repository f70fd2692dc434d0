internal import HTTPTypes
internal import JSON

extension ContractCase {
    private static let application = "fal-ai/kling-video"

    private static func missing(_ application: String) -> JSONValue {
        [
            "detail": .string(
                JSONString(
                    "Cannot access application \"\(application)\". Authentication is required to access this application."
                )
            )
        ]
    }

    /// One request to each host that starts work.
    private static func starts(
        _ probe: Probe,
        _ endpoint: String = Endpoint.videoToAudio.id,
        as caller: Caller
    ) async throws -> [Exchange] {
        var answers: [Exchange] = []
        for base in [probe.target.services.queue, probe.target.services.run].compactMap(\.self) {
            answers.append(
                try await probe.send(
                    .post,
                    "\(base)/\(endpoint)",
                    json: Endpoint.videoToAudio.input,
                    as: caller,
                    isRefusalExpected: true
                )
            )
        }
        return answers
    }

    /// What a locked account's start is told; not applicable where no key is known to be locked.
    private static func lockedStarts(_ probe: Probe) async throws -> [Exchange] {
        let answers = try await starts(probe, as: .locked)
        if probe.target.keys.locked == nil, probe.target.kind == .other,
            let first = answers.first, 200...299 ~= first.status || first.status == 401
        {
            throw NotApplicable("no key is known to be locked; name one with --locked-key")
        }
        return answers
    }

    /// Who is let in, and what others are told.
    static let authorizationCases: [ContractCase] = [
        ContractCase(
            "auth.missing",
            "Without credentials a submit and a run are 401, and the text names owner and alias, never the path.",
            .captured("2026-05", "fal-ai/kling-video without a key"),
            .anywhere
        ) { probe in
            for endpoint in Endpoint.all {
                for answer in try await starts(probe, endpoint.id, as: .nobody) {
                    try answer.expect(status: 401, missing(application))
                    try answer.expect(type: "application/json")
                }
            }
        },
        ContractCase(
            "auth.unusable-scheme",
            "A scheme that fal cannot use is the same as no credentials.",
            .captured("2026", "probes without a usable key"),
            .anywhere
        ) { probe in
            for value in ["Basic YTpi", "justakey"] {
                for answer in try await starts(probe, as: .header(value)) {
                    try answer.expect(status: 401, missing(application))
                }
            }
        },
        ContractCase(
            "auth.key-without-colon",
            "A key without a colon is 401, and the text says what is expected.",
            .captured("2025", "a malformed key"),
            .anywhere
        ) { probe in
            for answer in try await starts(probe, as: .header("Key abc")) {
                try answer.expect(
                    status: 401,
                    ["detail": "Invalid Key Authorization header format. Expected '<key_id>:<key_secret>'."]
                )
            }
        },
        ContractCase(
            "auth.bearer-that-is-no-token",
            "A bearer that is no token is 401: unable to decode issuer.",
            .captured("2026-09", "a bearer that is no JWT"),
            .anywhere
        ) { probe in
            for answer in try await starts(probe, as: .header("Bearer abc")) {
                try answer.expect(status: 401, ["detail": "bearer: unable to decode issuer"])
            }
        },
        ContractCase(
            "auth.unknown-key",
            "A well-formed key that does not exist is 401: invalid key credentials.",
            .captured(
                "2026-04 to 2026-09",
                "probes with made-up keys; older captures show two other texts"
            ),
            .anywhere,
            needs: [.queue, .invalidKey]
        ) { probe in
            for answer in try await starts(probe, as: .invalid) {
                if 200...299 ~= answer.status, probe.target.keys.invalid == nil, probe.target.kind == .other {
                    throw NotApplicable(
                        "the target takes every key; name one that it does not take with --invalid-key"
                    )
                }
                try answer.expect(status: 401)
                let texts: [JSONValue] = [["detail": "invalid key credentials"], missing(application)]
                try answer.expect(jsonOneOf: probe.target.kind == .falsework ? [texts[0]] : texts)
            }
        },
        ContractCase(
            "auth.locked-account",
            "A locked account is 403 with fal's text on submits and runs.",
            .captured("2026", "exhausted balances"),
            .anywhere,
            needs: [.queue, .lockedKey]
        ) { probe in
            for answer in try await lockedStarts(probe) {
                try answer.expect(status: 403)
                let text = try answer.text("detail")
                try answer.expect(
                    text
                        == "User is locked. Reason: Exhausted balance. Top up your balance at fal.ai/dashboard/billing."
                        || text == "User is locked. Reason: TOP_UP.",
                    "User is locked. Reason: …",
                    got: text
                )
            }
        },
        ContractCase(
            "auth.locked-account-on-polls",
            "A locked account is 403 on polls, results and cancels too.",
            .reported("polls of running requests on 2026-08-25"),
            .anywhere,
            needs: [.queue, .lockedKey]
        ) { probe in
            _ = try await lockedStarts(probe)
            let url = "\(try probe.queue)/\(application)/requests/\(unknownID)"
            for (method, url) in [
                (HTTPRequest.Method.get, url), (.get, url + "/status"), (.put, url + "/cancel"),
            ] {
                let answer = try await probe.send(method, url, as: .locked, isRefusalExpected: true)
                try answer.expect(status: 403)
                try answer.expect(
                    try answer.text("detail").hasPrefix("User is locked."),
                    "User is locked. …"
                )
            }
        },
        ContractCase(
            "auth.request-without-key",
            "What belongs to a key is 401 without one: status, stream, result and cancel of an existing request.",
            .inferred("an unknown id is captured as 404 without a key; an existing one was not tried"),
            .freeOnLive
        ) { probe in
            let job = try await probe.submit()
            for (method, url) in [
                (HTTPRequest.Method.get, job.status), (.get, job.stream), (.get, job.url),
                (.put, job.cancel),
            ] {
                let answer = try await probe.send(method, url, as: .nobody)
                try answer.expect(status: 401, missing(application))
            }
        },
        ContractCase(
            "auth.request-with-bad-key",
            "A bad key is told so on status, stream, result and cancel of an existing request, and changes nothing.",
            .captured("2026-04 to 2026-09", "status URLs with bad keys"),
            .freeOnLive
        ) { probe in
            let job = try await probe.submit()
            for (method, url) in [
                (HTTPRequest.Method.get, job.status), (.get, job.stream), (.get, job.url),
                (.put, job.cancel),
            ] {
                let answer = try await probe.send(method, url, as: .header("Key abc"))
                try answer.expect(
                    status: 401,
                    ["detail": "Invalid Key Authorization header format. Expected '<key_id>:<key_secret>'."]
                )
            }
            try await probe.status(job).expect(status: 200, 202).expect(absent: "error_type")
        },
        ContractCase(
            "auth.unknown-id-with-bad-key",
            "A bad key is 401 even where the id is unknown.",
            .captured("2026-09", "status URLs with a bad key"),
            .anywhere,
            needs: [.queue, .invalidKey]
        ) { probe in
            let answer = try await probe.send(
                .get,
                "\(try probe.queue)/\(application)/requests/\(unknownID)/status",
                as: .header("Key abc")
            )
            try answer.expect(status: 401)
        },
        ContractCase(
            "auth.credentials-before-application",
            "Bad credentials are refused before an unknown application is.",
            .captured("2026-09", "probes without a key"),
            .anywhere
        ) { probe in
            for answer in try await starts(probe, "fal-ai/falsework-nowhere/x", as: .nobody) {
                try answer.expect(status: 401, missing("fal-ai/falsework-nowhere"))
            }
        },
        ContractCase(
            "auth.application-before-account",
            "An unknown application is 404 also for a locked account.",
            .captured("2026", "an unknown application with a locked key"),
            .anywhere,
            needs: [.queue, .lockedKey]
        ) { probe in
            _ = try await lockedStarts(probe)
            for answer in try await starts(probe, "fal-ai/falsework-nowhere/x", as: .locked) {
                try answer.expect(status: 404, ["detail": #"Application "falsework-nowhere" not found"#])
            }
        },
        ContractCase(
            "auth.before-method",
            "Without a key the wrong method is 401, not 405.",
            .captured("2026-09", "GET on a run's URL without a key"),
            .anywhere
        ) { probe in
            for base in [probe.target.services.queue, probe.target.services.run].compactMap(\.self) {
                let answer = try await probe.send(.get, "\(base)/\(Endpoint.videoToAudio.id)", as: .nobody)
                if probe.target.kind == .other, answer.isAbsent {
                    throw NotApplicable("GET leads nowhere there")
                }
                try answer.expect(status: 401)
            }
        },
        ContractCase(
            "auth.rest-host",
            "The REST host asks for credentials in words of its own.",
            .captured("2026-09", "a probe without a key"),
            .anywhere,
            needs: [.storage]
        ) { probe in
            try await probe.expectStorage()
            let answer = try await probe.send(
                .post,
                try probe.rest + "/storage/upload/initiate?storage_type=fal-cdn-v3",
                json: ["file_name": "a.txt", "content_type": "text/plain"],
                as: .nobody
            )
            try answer.expect(status: 401, ["detail": "Authorization header is required"])
        },
        ContractCase(
            "auth.scheme-in-any-case",
            "The scheme's name may be written in any case.",
            .inferred("RFC 9110, section 11.1"),
            .freeOnLive,
            needs: [.queue, .control],
            severity: .additive
        ) { probe in
            let answer = try await probe.post(
                Endpoint.videoToAudio.id,
                json: Endpoint.videoToAudio.input,
                as: .header("key case-\(probe.name):secret")
            )
            try answer.expect(status: 200)
        },
    ]
}
