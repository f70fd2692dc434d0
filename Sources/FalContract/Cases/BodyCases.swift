internal import HTTPTypes
internal import JSON

extension ContractCase {
    /// Bodies that are no object, or no JSON.
    static let bodyCases: [ContractCase] = [
        ContractCase(
            "input.body.empty",
            "An empty body is missing, at the body itself, with null as input.",
            measured,
            .freeOnLive
        ) { probe in
            for body in ["", "null"] {
                try expectRefusal(
                    try await judge(probe, body: Array(body.utf8)),
                    [entry("missing", ["body"], "Field required", .null)]
                )
            }
        },
        ContractCase(
            "input.body.no-object",
            "A body that is no object is model_attributes_type.",
            measured,
            .freeOnLive
        ) { probe in
            for value in [[1], "text", 5] as [JSONValue] {
                try expectRefusal(
                    try await judge(probe, .videoToAudio, value),
                    [
                        entry(
                            "model_attributes_type",
                            ["body"],
                            "Input should be a valid dictionary or object to extract fields from",
                            value
                        )
                    ]
                )
            }
        },
        ContractCase(
            "input.body.invalid-json",
            "A body that is no JSON is json_invalid at the offset in code points, with the parser's words under ctx.",
            measured,
            .freeOnLive
        ) { probe in
            for (body, offset, words) in [
                ("{", 1, "Expecting property name enclosed in double quotes"),
                ("{\"a\": }", 6, "Expecting value"),
                ("{\"ü\" 1}", 5, "Expecting ':' delimiter"), ("{} x", 3, "Extra data"),
            ] {
                try expectRefusal(
                    try await judge(probe, body: Array(body.utf8)),
                    [
                        entry(
                            "json_invalid",
                            [
                                "body",
                                probe.has(.exactBytes) ? .number(.integer(Int64(offset))) : JSONTemplate.count,
                            ],
                            "JSON decode error",
                            [:],
                            probe.has(.exactBytes) ? ["error": .string(JSONString(words))] : nil
                        )
                    ]
                )
            }
        },
        ContractCase(
            "input.body.undecodable",
            "Bytes that are no text are 400: There was an error parsing the body.",
            measured,
            .freeOnLive
        ) { probe in
            let answer = try await judge(
                probe,
                body: Array("{\"a\": \"".utf8) + [0xFF, 0xFE] + Array("\"}".utf8)
            )
            if probe.target.kind == .other, answer.status == 422 { return }
            try answer.expect(status: 400, ["detail": "There was an error parsing the body"])
        },
        ContractCase(
            "input.body.last-duplicate-counts",
            "Of two members of one name the last counts.",
            measured,
            .freeOnLive
        ) { probe in
            try expectRefusal(
                try await judge(
                    probe,
                    body: Array(#"{"video_url": "https://example.com/a.mp4", "video_url": 5}"#.utf8)
                ),
                [entry("string_type", ["body", "video_url"], "Input should be a valid string", 5)]
            )
        },
        ContractCase(
            "input.body.echo-is-exact",
            "What is echoed keeps its members' order and its numbers; NaN and infinities become texts.",
            .client("fal 1.83.0, api.py"),
            .freeOnLive,
            needs: [.queue, .exactBytes],
            severity: .cosmetic
        ) { probe in
            let answer = try await judge(
                probe,
                body: Array(
                    #"{"z": 1.0, "a": 1e400, "n": NaN, "big": 123456789012345678901234567890}"#.utf8
                )
            )
            let wanted = #""input":{"z":1.0,"a":"inf","n":"nan","big":123456789012345678901234567890}"#
            try answer.expect(status: 422)
            try answer.expect(answer.text.contains(wanted), wanted)
        },
        ContractCase(
            "input.body.byte-order-mark",
            "A body in UTF-8 with a byte order mark, or in UTF-16, is read.",
            measured,
            .freeOnLive,
            needs: [.queue, .exactBytes]
        ) { probe in
            let text = #"{"a": 1}"#
            for body in [
                [0xEF, 0xBB, 0xBF] + Array(text.utf8),
                text.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
            ] {
                try expectRefusal(
                    try await judge(probe, body: body),
                    [entry("missing", ["body", "video_url"], "Field required", ["a": 1])]
                )
            }
        },
    ]
}
