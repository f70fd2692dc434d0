internal import JSON

extension ContractCase {
    private static func asmr(_ value: JSONValue) -> JSONValue {
        input(.videoToAudio, "asmr_mode", value)
    }

    private static func refuses(
        _ probe: Probe,
        _ value: JSONValue,
        _ type: JSONValue,
        _ message: JSONValue
    ) async throws {
        let answer = try await judge(probe, .videoToAudio, asmr(value))
        try expectRefusal(answer, [entry(type, ["body", "asmr_mode"], message, value)])
    }

    /// What counts as true and false.
    static let switchCases: [ContractCase] = [
        ContractCase(
            "input.switch.true-spellings",
            "A switch takes true, 1, 1.0 and the texts 1 t true y yes on in any case.",
            measured,
            .emulatorOnly("each of them would run"),
            needs: [.queue]
        ) { probe in
            for value in [true, 1, 1.0, "1", "t", "TRUE", "y", "Yes", "on"] as [JSONValue] {
                try await judge(probe, .videoToAudio, asmr(value)).expect(status: 200)
            }
        },
        ContractCase(
            "input.switch.false-spellings",
            "A switch takes false, 0, 0.0 and the texts 0 f false n no off in any case.",
            measured,
            .emulatorOnly("each of them would run"),
            needs: [.queue]
        ) { probe in
            for value in [false, 0, 0.0, "0", "f", "False", "n", "NO", "off"] as [JSONValue] {
                try await judge(probe, .videoToAudio, asmr(value)).expect(status: 200)
            }
        },
        ContractCase(
            "input.switch.unreadable",
            "Other texts and whole numbers are bool_parsing; nothing is trimmed.",
            measured,
            .freeOnLive
        ) { probe in
            for value in ["ja", "", " true", "1.0", 2, -1, 2.0] as [JSONValue] {
                try await refuses(
                    probe,
                    value,
                    "bool_parsing",
                    "Input should be a valid boolean, unable to interpret input"
                )
            }
        },
        ContractCase(
            "input.switch.wrong-type",
            "null, lists, objects and numbers with a fraction are bool_type.",
            measured,
            .freeOnLive
        ) { probe in
            for value in [.null, [], [:], 0.5] as [JSONValue] {
                try await refuses(probe, value, "bool_type", "Input should be a valid boolean")
            }
        },
    ]
}
