internal import JSON

extension ContractCase {
    private static let prompts: [JSONString] = ["sound_effect_prompt", "background_music_prompt"]

    private static func tooLong(_ name: JSONString, _ text: String) -> JSONValue {
        entry(
            "string_too_long",
            ["body", .string(name)],
            "String should have at most 200 characters",
            .string(JSONString(text)),
            ["max_length": 200]
        )
    }

    private static func refuses(_ probe: Probe, _ text: String) async throws {
        for name in prompts {
            let answer = try await judge(
                probe,
                .videoToAudio,
                input(.videoToAudio, name, .string(JSONString(text)))
            )
            try expectRefusal(answer, [tooLong(name, text)])
        }
    }

    private static func accepts(_ probe: Probe, _ value: JSONValue) async throws {
        for name in prompts {
            try await judge(probe, .videoToAudio, input(.videoToAudio, name, value)).expect(status: 200)
        }
    }

    /// How long prompts may be.
    static let promptCases: [ContractCase] = [
        ContractCase(
            "input.prompt.201-is-too-long",
            "A prompt of 201 characters is refused: string_too_long with the limit under ctx.",
            .documented("OpenAPI document of video-to-audio: maxLength 200"),
            .freeOnLive
        ) { probe in try await refuses(probe, String(repeating: "a", count: 201)) },
        ContractCase(
            "input.prompt.200-is-not",
            "A prompt of 200 characters is accepted, and so is one of 199.",
            .documented("OpenAPI document of video-to-audio: maxLength 200"),
            .costsOnLive(.videoToAudio, calls: 4)
        ) { probe in
            for count in [199, 200] {
                try await accepts(probe, .string(JSONString(String(repeating: "a", count: count))))
            }
        },
        ContractCase(
            "input.prompt.counts-code-points",
            "Length counts code points and not bytes: 200 emoji, or 200 letters with umlauts, are accepted.",
            measured,
            .costsOnLive(.videoToAudio, calls: 4)
        ) { probe in
            for character in ["🎬", "ü"] {
                try await accepts(probe, .string(JSONString(String(repeating: character, count: 200))))
            }
        },
        ContractCase(
            "input.prompt.201-code-points",
            "201 emoji are refused, and so are 101 letters with combining accents: what looks like one may be two.",
            measured,
            .freeOnLive
        ) { probe in
            try await refuses(probe, String(repeating: "🎬", count: 201))
            try await refuses(probe, String(repeating: "e\u{301}", count: 101))
        },
        ContractCase(
            "input.prompt.may-be-empty",
            "A prompt may be empty, null or absent, and spaces count.",
            measured,
            .costsOnLive(.videoToAudio, calls: 5)
        ) { probe in
            try await accepts(probe, "")
            try await accepts(probe, .null)
            try await judge(probe, .videoToAudio, Endpoint.videoToAudio.input).expect(status: 200)
        },
        ContractCase(
            "input.prompt.is-not-trimmed",
            "Spaces at the ends of a prompt count towards its length.",
            measured,
            .freeOnLive
        ) { probe in try await refuses(probe, " " + String(repeating: "a", count: 199) + " ") },
        ContractCase(
            "input.prompt.lone-surrogate",
            "A prompt with half a surrogate pair is string_unicode.",
            measured,
            .freeOnLive,
            needs: [.queue, .exactBytes]
        ) { probe in
            let answer = try await judge(
                probe,
                body: Array(
                    #"{"video_url":"https://example.com/a.mp4","sound_effect_prompt":"\ud800"}"#.utf8
                )
            )
            try expectRefusal(
                answer,
                [
                    entry(
                        "string_unicode",
                        ["body", "sound_effect_prompt"],
                        "Input should be a valid string, unable to parse raw data as a unicode string",
                        "?"
                    )
                ]
            )
        },
    ]
}
