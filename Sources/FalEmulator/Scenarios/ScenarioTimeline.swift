internal import FalAPI
internal import QueueEngine

/// How long a request waits and runs, and what it logs meanwhile.
struct ScenarioTimeline: Sendable, Hashable {
    /// How long it stays in the queue.
    var queueTime: Span
    /// How long it runs.
    var runTime: Span
    /// What it logs.
    var logs: [Script.Line] = []
    /// How many attempts the platform makes.
    var attempts = 1

    /// The platform tries up to ten times again (documentation, "Retries").
    static let greatestAttempts = 11

    /// Makes a timeline on which nothing is logged.
    init(queueTime: Span, runTime: Span) {
        self.queueTime = queueTime
        self.runTime = runTime
    }

    /// Reads `timeline` of a fixture.
    init(_ reader: FixtureReader) throws(LoadError) {
        var reader = reader
        queueTime = .seconds(try reader.seconds("queue") ?? 0)
        runTime = .seconds(try reader.seconds("run") ?? 0)
        for element in try reader.array("logs") {
            var line = try FixtureReader(element.value, file: reader.file, at: element.pointer)
            let offset = Span.seconds(try line.seconds("at") ?? 0)
            if offset > runTime { throw line.error("at", "must not be later than the end of the run") }
            logs.append(
                Script.Line(
                    offset: offset,
                    level: try line.word("level", RequestLog.Level.self),
                    message: try line.string("message")
                )
            )
            try line.finish()
        }
        attempts = try reader.number("attempts", in: 1...Self.greatestAttempts) ?? 1
        try reader.finish()
    }

    /// Without what is logged.
    var silent: ScenarioTimeline { ScenarioTimeline(queueTime: queueTime, runTime: runTime) }
}
