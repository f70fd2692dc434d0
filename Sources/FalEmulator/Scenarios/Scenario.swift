internal import FalAPI
internal import JSON
internal import QueueEngine

/// What happens to the requests it applies to: how long they wait and run, what they log, how they end.
struct Scenario: Sendable {
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
        return Script(queueTime: queueTime, runTime: runTime, logs: logs, outcome: outcome)
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
