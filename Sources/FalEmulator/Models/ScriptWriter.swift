internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON
internal import OpenAPIValidator
internal import QueueEngine

/// Decides what a request will do, from its endpoint, its input and what it asks for.
struct ScriptWriter: Sendable {
    let models: ModelCatalog
    let scenarios: ScenarioCatalog

    /// How long the model's server works on an input that it refuses; captured 2026-04 (`inference_time` 0.094…).
    static let refusalTime = Span.seconds(0.094)

    /// What a request will do.
    /// - Parameter body: what was sent, read as the host reads it.
    /// - Throws: when the request asks for a scenario that does not exist.
    func script(
        for endpoint: EndpointID,
        _ body: RequestBody,
        choice: ScenarioChoice?
    ) throws(RequestRefusal) -> Script {
        guard let model = models[endpoint] else {
            return Script(
                queueTime: .zero,
                runTime: Self.refusalTime,
                outcome: .answer(Self.unknownPath(endpoint.path))
            )
        }
        if let choice, scenarios[endpoint, choice.name] == nil {
            throw .badRequest(
                "x-falsework-scenario: '\(choice.name)' is unknown for \(endpoint); there are "
                    + scenarios.names(of: endpoint).joined(separator: ", ")
            )
        }
        switch model.input.validate(body) {
        case .accepted(let input):
            let scenario =
                choice.flatMap { scenarios[endpoint, $0.name] } ?? scenarios.scenario(for: endpoint, input: input)
            guard let scenario else {
                return Script(queueTime: .zero, runTime: .zero, outcome: .failure(RequestError(.internalError)))
            }
            let script = scenario.script(for: input, pricing: model.pricing)
            return choice?.timed(script) ?? script
        case .refused(let errors):
            return refusal(of: endpoint, choice, Self.refused(errors))
        case .unreadable:
            return refusal(of: endpoint, choice, Self.unreadable)
        case .unanswerable:
            return refusal(of: endpoint, choice, Self.unanswerable)
        }
    }

    /// The endpoint whose runners serve a request: its own, or the application's root for a path that does not exist, so that
    /// made-up paths open no lines of their own.
    func runnersOwner(of endpoint: EndpointID) -> EndpointID {
        models[endpoint] == nil ? endpoint.root : endpoint
    }

    /// What a request will do whose input is no good: it queues as long as any other, and ends soon.
    private func refusal(of endpoint: EndpointID, _ choice: ScenarioChoice?, _ answer: ModelAnswer) -> Script {
        let queueTime = scenarios[endpoint, Scenario.success]?.queueTime ?? .zero
        let script = Script(queueTime: queueTime, runTime: Self.refusalTime, outcome: .answer(answer))
        return choice?.timed(script) ?? script
    }

    private static func refused(_ errors: [FieldError]) -> ModelAnswer {
        var answer = ModelAnswer(status: 422, body: errors.detail(), billableUnits: "0")
        answer.isImmediate = true
        answer.explanation = Explanation(errors).headerValue
        return answer
    }

    private static let unreadable: ModelAnswer = {
        var answer = ModelAnswer(status: 400, body: ["detail": "There was an error parsing the body"])
        answer.isImmediate = true
        return answer
    }()

    private static let unanswerable: ModelAnswer = {
        var answer = ModelAnswer(status: 500, body: ["detail": "Internal Server Error"])
        answer.isImmediate = true
        return answer
    }()

    private static func unknownPath(_ path: String) -> ModelAnswer {
        var answer = ModelAnswer(
            status: 404,
            body: ["detail": .string(JSONString("Path /\(path) not found"))],
            billableUnits: "0"
        )
        answer.isImmediate = true
        return answer
    }
}
