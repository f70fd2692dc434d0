internal import FalAPI
internal import JSON
internal import QueueEngine

/// What happens to the requests it applies to: how long they wait and run, what they log, how they end.
final class Scenario: Sendable {
    /// The endpoint it belongs to.
    let endpoint: EndpointID
    /// What tests choose it by; `success` is every endpoint's default.
    let name: String
    /// What it is for, in a sentence; nil where nobody said.
    let summary: String?
    /// What it applies to by itself; nil: nothing.
    let match: ScenarioMatch?
    /// How often it applies by itself in one world; nil: always.
    let times: Int?
    /// How long a request waits and runs, and what it logs.
    let timeline: ScenarioTimeline
    /// What happens when the client cancels.
    let cancellation: Script.Cancellation
    /// What is odd about the webhook.
    let webhook: ScenarioWebhook
    /// What goes wrong on the wire with the calls of the requests it applies to, the submit or run itself included.
    let faults: [FaultRule]
    /// How it ends.
    let ending: Ending

    /// The default's name.
    static let success = "success"

    /// How a scenario ends, before the input is known.
    enum Ending: Sendable {
        /// A result, in which `{"$file": "media/…"}` stands for a file.
        case result(JSONValue, inputSeconds: Double?)
        /// A result made of the output's schema.
        case sample(OutputSample)
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

    /// Makes a scenario that applies to nothing by itself.
    init(
        endpoint: EndpointID,
        name: String,
        timeline: ScenarioTimeline,
        cancellation: Script.Cancellation = .accepted,
        webhook: ScenarioWebhook = ScenarioWebhook(),
        faults: [FaultRule] = [],
        ending: Ending
    ) {
        self.endpoint = endpoint
        self.name = name
        self.timeline = timeline
        self.cancellation = cancellation
        self.webhook = webhook
        self.faults = faults
        self.ending = ending
        summary = nil
        match = nil
        times = nil
    }

    /// The version of the format that is read.
    static let format: Int64 = 1

    /// More faults than these are a mistake.
    static let mostFaults = 64

    /// Reads a scenario. The format is described in `fixtures/scenarios/README.md`.
    /// - Parameter isFixture: whether it is a file that stays, which must say what it is for and where it comes from; one that
    ///   a test makes up need not.
    init(_ value: JSONValue, file: String, isFixture: Bool = true) throws(LoadError) {
        var reader = try FixtureReader(value, file: file)
        // For editors.
        if let schema = reader.optional("$schema"), schema.string == nil {
            throw reader.error("$schema", "must be a string")
        }
        guard try reader.required("format").integer == Self.format else {
            throw reader.error("format", "must be \(Self.format)")
        }
        guard let endpoint = EndpointID(try reader.string("endpoint")) else {
            throw reader.error("endpoint", "must be an id like fal-ai/kling-video/video-to-audio")
        }
        self.endpoint = endpoint
        name = try reader.string("name")
        guard name.utf8.allSatisfy(Self.isNameByte), name.utf8.count <= Self.greatestNameLength else {
            throw reader.error("name", "must consist of 1 to \(Self.greatestNameLength) letters, digits, - and _")
        }
        summary = isFixture || reader.optional("description") != nil ? try reader.string("description") : nil
        if isFixture || reader.optional("provenance") != nil {
            try Self.checkProvenance(try reader.object("provenance"))
        }
        match = try reader.optionalObject("match").map(ScenarioMatch.init)
        times = try reader.number("times", in: 1...1_000_000)
        if times != nil, match == nil {
            throw reader.nameError("times", "counts how often match applies, and there is no match")
        }
        timeline = try ScenarioTimeline(try reader.object("timeline"))
        cancellation = try reader.optionalWord("cancellation", Script.Cancellation.self) ?? .accepted
        webhook = try reader.optionalObject("webhook").map(ScenarioWebhook.init) ?? ScenarioWebhook()
        faults = try Self.faults(&reader)
        let inputSeconds = try reader.seconds("input_seconds")
        ending = try Self.ending(try reader.object("outcome"), inputSeconds: inputSeconds)
        try reader.finish()
    }

    /// What a request with this input will do.
    /// - Parameter measuredSeconds: how long the input is that is paid for by its length; nil when nobody has measured it.
    func script(for input: JSONValue, pricing: Pricing?, measuredSeconds: Double? = nil) -> Script {
        let outcome: Outcome =
            switch ending {
            case .result(let body, let inputSeconds):
                .answer(
                    ModelAnswer(
                        status: 200,
                        body: body,
                        billableUnits: pricing?.billableUnits(seconds: measuredSeconds ?? inputSeconds)
                    )
                )
            case .sample(let sample):
                .answer(
                    ModelAnswer(
                        status: 200,
                        body: sample.body(for: input),
                        billableUnits: pricing?.billableUnits(seconds: nil) ?? "1"
                    )
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
        var script = Script(
            queueTime: timeline.queueTime,
            runTime: timeline.runTime,
            logs: timeline.logs,
            outcome: outcome
        )
        script.attempts = timeline.attempts
        script.cancellation = cancellation
        script.scenario = name
        return script
    }

    /// What a request will do that meets this scenario with a file that the model refuses: it takes its time, and logs nothing.
    func script(refusing error: ModelError) -> Script {
        var script = Script(
            queueTime: timeline.queueTime,
            runTime: timeline.runTime,
            outcome: .answer(
                ModelAnswer(
                    status: 422,
                    body: ModelError.body([error]),
                    billableUnits: "0",
                    needsRetry: false
                )
            )
        )
        script.cancellation = cancellation
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
