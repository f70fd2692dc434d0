internal import FalAPI
internal import JSON
internal import QueueEngine

/// What happens to the requests it applies to: how long they wait and run, what they log, how they end.
final class Scenario: Sendable {
    /// The endpoint it belongs to.
    let endpoint: EndpointID
    /// What tests choose it by; `success` is every endpoint's default.
    let name: String
    /// What it applies to by itself: pointers into the input and the values that must stand there. Empty: nothing.
    let match: [(pointer: JSONPointer, value: JSONValue)]
    /// How long a request stays in the queue.
    let queueTime: Span
    /// How long it runs.
    let runTime: Span
    /// What it logs.
    let logs: [Script.Line]
    /// How it ends.
    let ending: Ending

    /// The default's name.
    static let success = "success"

    /// How a scenario ends, before the input is known.
    enum Ending: Sendable {
        /// A result, in which `{"$file": "media/…"}` stands for a file.
        case result(JSONValue, inputSeconds: Double?)
        /// The model's own failure.
        case modelError(status: Int, isRetryable: Bool, [ModelError])
        /// The platform's failure.
        case platformError(RequestError)
        /// No end.
        case never
    }

    /// Where a fact comes from.
    enum Evidence: String, CaseIterable {
        case captured
        case documented
        case clientSource = "client source"
        case inferred
    }

    /// Makes a scenario that logs nothing and applies to nothing by itself.
    init(endpoint: EndpointID, name: String, queueTime: Span, runTime: Span, ending: Ending) {
        self.endpoint = endpoint
        self.name = name
        self.queueTime = queueTime
        self.runTime = runTime
        self.ending = ending
        match = []
        logs = []
    }

    /// The version of the format that is read.
    static let format: Int64 = 1

    /// Reads a fixture. The format is described in `fixtures/scenarios/README.md`.
    init(_ value: JSONValue, file: String) throws(LoadError) {
        var reader = try FixtureReader(value, file: file)
        guard try reader.required("format").integer == Self.format else {
            throw reader.error("format", "must be \(Self.format)")
        }
        guard let endpoint = EndpointID(try reader.string("endpoint")) else {
            throw reader.error("endpoint", "must be an id like fal-ai/kling-video/video-to-audio")
        }
        self.endpoint = endpoint
        name = try reader.string("name")
        guard name.utf8.allSatisfy(Self.isNameByte) else {
            throw reader.error("name", "must consist of letters, digits, - and _")
        }
        _ = try reader.string("description")
        try Self.checkProvenance(try reader.object("provenance"))
        match =
            try reader.optional("match").map { (value) throws(LoadError) in
                try Self.match(try FixtureReader(value, file: file, at: reader.pointer.appending("match")))
            } ?? []

        var timeline = try reader.object("timeline")
        queueTime = .seconds(try timeline.seconds("queue") ?? 0)
        runTime = .seconds(try timeline.seconds("run") ?? 0)
        var logs: [Script.Line] = []
        for element in try timeline.array("logs") {
            var line = try FixtureReader(element.value, file: file, at: element.pointer)
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
        self.logs = logs
        try timeline.finish()

        let inputSeconds = try reader.seconds("input_seconds")
        ending = try Self.ending(try reader.object("outcome"), inputSeconds: inputSeconds)
        try reader.finish()
    }

    /// Whether the scenario applies to an input by itself.
    func applies(to input: JSONValue) -> Bool {
        !match.isEmpty && match.allSatisfy { $0.pointer.resolve(in: input) == $0.value }
    }

    /// What a request with this input will do.
    func script(for input: JSONValue, pricing: Pricing?) -> Script {
        let outcome: Outcome =
            switch ending {
            case .result(let body, let inputSeconds):
                .answer(
                    ModelAnswer(status: 200, body: body, billableUnits: pricing?.billableUnits(seconds: inputSeconds))
                )
            case .modelError(let status, let isRetryable, let errors):
                .answer(
                    ModelAnswer(
                        status: status,
                        body: ModelError.body(errors.map { Self.echo(input, in: $0) }),
                        billableUnits: "0",
                        needsRetry: isRetryable
                    )
                )
            case .platformError(let error): .failure(error)
            case .never: .never
            }
        var script = Script(queueTime: queueTime, runTime: runTime, logs: logs, outcome: outcome)
        script.scenario = name
        return script
    }

    /// fal repeats what was refused: the value at the error's place, with defaults filled in (captured 2026-04).
    private static func echo(_ input: JSONValue, in error: ModelError) -> ModelError {
        guard error.input == nil else { return error }
        var error = error
        error.input = error.location.dropFirst().reduce(input) { value, step in
            switch step {
            case .string(let name): value[name.description] ?? .null
            case .number(.integer(let index)): value[Int(index)] ?? .null
            default: .null
            }
        }
        return error
    }
}
