internal import FalAPI
internal import HTTPTypes
internal import JSON

extension ContractCase {
    static let measured = Evidence.inferred(
        "measured on fal 1.83.0, FastAPI and pydantic 2, which fal's documents of 2026-06 show"
    )

    /// What a model's server says to an input: at once over the synchronous host, else by way of the queue.
    static func judge(
        _ probe: Probe,
        _ endpoint: Endpoint = .videoToAudio,
        _ input: JSONValue? = nil,
        body: [UInt8]? = nil
    ) async throws -> Exchange {
        let body = body ?? input?.serialized() ?? []
        let headers: HTTPFields = [.contentType: "application/json"]
        if probe.target.services.run != nil {
            return try await probe.runNow(endpoint, nil, body: body, headers)
        }
        let answer = try await probe.post(endpoint.id, body: body, headers)
        try answer.expect(status: 200)
        let job = try probe.job(answer, endpoint)
        _ = try await probe.finish(job)
        return try await probe.settled(job)
    }

    /// An entry of a refusal.
    static func entry(
        _ type: JSONValue,
        _ location: JSONValue,
        _ message: JSONValue,
        _ input: JSONValue,
        _ context: JSONValue? = nil
    ) -> JSONValue {
        var entry: JSONObject = ["type": type, "loc": location, "msg": message, "input": input]
        if let context { entry["ctx"] = context }
        return .object(entry)
    }

    /// Demands that an input is refused with these entries.
    static func expectRefusal(_ answer: Exchange, _ entries: [JSONValue]) throws {
        try answer.expect(status: 422, ["detail": .array(entries)])
        try answer.expect(.falBillableUnits, "0")
        for entry in answer.json?["detail"]?.array ?? [] { try answer.expect(absent: "url", at: entry) }
    }

    /// The good input of an endpoint with another value of a field.
    static func input(
        _ endpoint: Endpoint = .videoToAudio,
        _ name: JSONString,
        _ value: JSONValue
    )
        -> JSONValue
    {
        var object = endpoint.input.object ?? [:]
        object[name] = value
        return .object(object)
    }

    /// Which fields there must be, and of which type.
    static let inputCases: [ContractCase] = [
        ContractCase(
            "input.missing-fields",
            "Every required field that is absent is one error, in the model's order, with the whole body as input.",
            .captured("2026-05-13", "nexu-io/open-design #1606; Kling O3, 2026-04-11"),
            .freeOnLive,
            needs: [.queue]
        ) { probe in
            let answer = try await judge(probe, .lipsync, ["other": 1])
            try expectRefusal(
                answer,
                ["video_url", "audio_url"].map {
                    entry("missing", ["body", $0], "Field required", ["other": 1])
                }
            )
        },
        ContractCase(
            "input.every-fault-is-listed",
            "All faults of an input are listed, one a field, in the order of the model's fields and not of the request.",
            measured,
            .freeOnLive
        ) { probe in
            let long = JSONValue.string(JSONString(String(repeating: "a", count: 201)))
            let bad: JSONValue = [
                "asmr_mode": [:], "background_music_prompt": long, "sound_effect_prompt": 5,
                "video_url": .null,
            ]
            let answer = try await judge(probe, .videoToAudio, bad)
            try expectRefusal(
                answer,
                [
                    entry("string_type", ["body", "video_url"], "Input should be a valid string", .null),
                    entry(
                        "string_type",
                        ["body", "sound_effect_prompt"],
                        "Input should be a valid string",
                        5
                    ),
                    entry(
                        "string_too_long",
                        ["body", "background_music_prompt"],
                        "String should have at most 200 characters",
                        long,
                        ["max_length": 200]
                    ),
                    entry("bool_type", ["body", "asmr_mode"], "Input should be a valid boolean", [:]),
                ]
            )
        },
        ContractCase(
            "input.strings-are-strings",
            "A text must be a JSON string: numbers, booleans, null, lists and objects are refused, and echoed.",
            measured,
            .freeOnLive
        ) { probe in
            for value in [12, 1.5, true, .null, ["a"], ["a": 1]] as [JSONValue] {
                let answer = try await judge(probe, .videoToAudio, ["video_url": value])
                try expectRefusal(
                    answer,
                    [entry("string_type", ["body", "video_url"], "Input should be a valid string", value)]
                )
            }
            for name in ["video_url", "audio_url"] as [JSONString] {
                let answer = try await judge(probe, .lipsync, input(.lipsync, name, 7))
                try expectRefusal(
                    answer,
                    [entry("string_type", ["body", .string(name)], "Input should be a valid string", 7)]
                )
            }
        },
        ContractCase(
            "input.no-retry-flag-on-refusals",
            "A refusal by the schema has no x-fal-needs-retry.",
            .inferred("the flag is captured on the models' own errors alone"),
            .freeOnLive,
            needs: [.queue, .exactBytes],
            severity: .additive
        ) { probe in
            try await judge(probe, .videoToAudio, [:]).expect(absent: .falNeedsRetry)
        },
        ContractCase(
            "input.refusals-are-compact",
            "A refusal has no spaces between its parts, and characters beyond ASCII as they are.",
            .captured("2026-05-13", "nexu-io/open-design #1606; the characters measured on fal 1.83.0"),
            .freeOnLive,
            needs: [.queue, .exactBytes],
            severity: .cosmetic
        ) { probe in
            let answer = try await judge(probe, .videoToAudio, ["prompt": "Grüße 🎬"])
            try answer.expectCompact()
            try answer.expect(answer.text.contains("Grüße 🎬"), "Grüße 🎬, unescaped")
        },
        ContractCase(
            "input.urls-have-no-form",
            "video_url and audio_url are texts of any form and length; what they lead to is found out later.",
            measured,
            .emulatorOnly("it would run"),
            needs: [.queue]
        ) { probe in
            let long = "https://example.com/" + String(repeating: "a", count: 3_000) + ".mp4"
            try await judge(probe, .videoToAudio, ["video_url": .string(JSONString(long))]).expect(
                status: 200
            )
        },
        ContractCase(
            "input.no-coercion-to-text",
            "A prompt is not made of a number or a boolean.",
            measured,
            .freeOnLive
        ) { probe in
            for value in [1, false] as [JSONValue] {
                for name in ["sound_effect_prompt", "background_music_prompt"] as [JSONString] {
                    try expectRefusal(
                        try await judge(probe, .videoToAudio, input(.videoToAudio, name, value)),
                        [
                            entry(
                                "string_type",
                                ["body", .string(name)],
                                "Input should be a valid string",
                                value
                            )
                        ]
                    )
                }
            }
        },
    ]
}
