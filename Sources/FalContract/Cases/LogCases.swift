internal import HTTPTypes
internal import JSON

extension ContractCase {
    private static let levels: Set = ["STDERR", "STDOUT", "ERROR", "INFO", "WARN", "DEBUG"]

    /// The logs that a poll or an event has; a deviation when they are no list.
    private static func list(_ poll: Exchange) throws -> [JSONValue] {
        guard let logs = poll.json?["logs"]?.array else {
            throw Deviation(
                expected: "a list of logs, since they were asked for",
                actual: poll.json?["logs"].map(JSONTemplate.spelling) ?? "no member 'logs'",
                exchange: poll
            )
        }
        return logs
    }

    /// The log of a request, in polls.
    static let logCases: [ContractCase] = [
        ContractCase(
            "queue.logs.null-unless-asked-for",
            "logs is there and null in every state unless it is asked for; logs=0 and logs=false do not ask.",
            .captured("2026-04", "158 polls; fal-client 1.0.3 and fal-swift index the key"),
            .costsOnLive(.videoToAudio)
        ) { probe in
            let job = try await probe.submit()
            for value in [nil, "0", "false"] as [String?] {
                let poll = try await probe.status(job, logs: value)
                try poll.expect(
                    poll.json?["logs"]?.isNull == true,
                    "logs: null for logs=\(value ?? "nothing")"
                )
            }
            for poll in try await probe.poll(job) {
                try poll.expect(poll.json?["logs"]?.isNull == true, "logs: null")
            }
        },
        ContractCase(
            "queue.logs.list-when-asked-for",
            "logs is a list in every state when it is asked for, whichever way clients spell that.",
            .client("logs=1 of @fal-ai/client 1.10.1, whose users map it; logs=true of fal-client 1.0.3"),
            .freeOnLive
        ) { probe in
            let job = try await probe.submit()
            for value in ["1", "true", "True", "yes"] {
                _ = try list(try await probe.status(job, logs: value))
            }
            guard probe.target.kind != .live else { return }
            for poll in try await probe.poll(job, logs: "1") { _ = try list(poll) }
        },
        ContractCase(
            "queue.logs.entries",
            "An entry has a timestamp, level, source, message, and level and source again under labels.",
            .client(
                "@fal-ai/client 1.10.1 and fal-client 1.0.3 read the flat names; fal-swift needs labels.level"
            ),
            .costsOnLive(.videoToAudio)
        ) { probe in
            let job = try await probe.submit()
            let poll = try await probe.finish(job, logs: "1")
            let logs = try list(poll)
            try poll.expect(!probe.has(.control) || !logs.isEmpty, "a request that logs")
            for entry in logs {
                let template: JSONValue = [
                    "timestamp": JSONTemplate.word, "level": JSONTemplate.word, "source": "USER",
                    "message": JSONTemplate.text,
                    "labels": ["level": entry["level"] ?? JSONTemplate.word, "source": "USER"],
                ]
                if let mismatch = JSONTemplate.mismatch(template, entry) {
                    try poll.expect(
                        false,
                        "\(mismatch.expected) at \(mismatch.place) of a log entry",
                        got: mismatch.actual,
                        mismatch.isOrder ? .cosmetic : nil
                    )
                }
                let level = entry["level"]?.string ?? ""
                try poll.expect(levels.contains(level), "one of the levels \(levels.sorted())", got: level)
                let stamp = entry["timestamp"]?.string ?? ""
                try poll.expect(
                    isTimestamp(stamp),
                    "a timestamp like 2024-12-20T15:37:17.120314",
                    got: stamp
                )
            }
        },
        ContractCase(
            "queue.logs.complete-and-once",
            "Every poll has the whole log so far, each line once and in the order of time.",
            .client("@fal-ai/client 1.10.1, polling: onQueueUpdate gets the whole list"),
            .costsOnLive(.videoToAudio)
        ) { probe in
            let job = try await probe.submit()
            var before: [JSONValue] = []
            for poll in try await probe.poll(job, logs: "true") {
                let logs = try list(poll)
                try poll.expect(
                    logs.count >= before.count && Array(logs.prefix(before.count)) == before,
                    "the \(before.count) lines of the poll before, and then new ones",
                    got: "\(logs.count) others"
                )
                try poll.expect(Set(logs).count == logs.count, "every line once")
                let stamps = logs.compactMap { $0["timestamp"]?.string }
                try poll.expect(stamps == stamps.sorted(), "lines in the order of time", got: "\(stamps)")
                before = logs
            }
            let again = try await probe.status(job, logs: "1")
            try again.expect(try list(again) == before, "the same log at every poll after the end")
        },
        ContractCase(
            "queue.logs.grow-while-running",
            "The log of a running request grows; a queued one has none.",
            .captured("2024-12", "a status stream"),
            .emulatorOnly("what a model logs on live is its own business"),
            needs: [.queue, .control],
            severity: .timing
        ) { probe in
            let job = try await probe.submit()
            let counts = try await probe.poll(job, logs: "1").map { try list($0).count }
            let poll = try await probe.status(job, logs: "1")
            try poll.expect(
                counts.first == 0 && Set(counts).count > 2,
                "0, then more and more",
                got: "\(counts)"
            )
        },
    ]

    /// `YYYY-MM-DDTHH:MM:SS`, a fraction or none, a zone or none: the three shapes in evidence.
    static func isTimestamp(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count >= 19 else { return false }
        for (index, byte) in bytes.prefix(19).enumerated() {
            switch index {
            case 4, 7: guard byte == UInt8(ascii: "-") else { return false }
            case 10: guard byte == UInt8(ascii: "T") else { return false }
            case 13, 16: guard byte == UInt8(ascii: ":") else { return false }
            default: guard 0x30...0x39 ~= byte else { return false }
            }
        }
        var rest = String(decoding: bytes[19...], as: UTF8.self)[...]
        if rest.hasPrefix(".") { rest = rest.dropFirst().drop(while: \.isNumber) }
        return rest.isEmpty || rest == "Z" || (rest.count == 6 && "+-".contains(rest.first ?? "x"))
    }
}
