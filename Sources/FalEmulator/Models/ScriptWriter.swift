internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON
internal import OpenAPIValidator
internal import QueueEngine

/// Decides what a request will do, from its endpoint, its input and what it asks for.
struct ScriptWriter: Sendable {
    let models: ModelCatalog
    let scenarios: ScenarioLibrary
    let media: MediaCheck

    /// How long the model's server works on an input that it refuses; captured 2026-04 (`inference_time` 0.094…).
    static let refusalTime = Span.seconds(0.094)

    /// What a request will do.
    /// - Parameters:
    ///   - body: what was sent, read as the host reads it.
    ///   - choice: the scenario that the request asks for.
    ///   - headers: the value of a header field of the request.
    ///   - origin: how the caller reaches the emulator.
    ///   - world: the caller's, which counts.
    /// - Throws: when the request asks for a scenario that does not exist.
    func plan(
        for endpoint: EndpointID,
        _ body: RequestBody,
        choice: ScenarioChoice?,
        headers: (HTTPField.Name) -> String?,
        origin: Origin,
        in world: World
    ) throws(RequestRefusal) -> RequestPlan {
        guard let model = models[endpoint] else {
            let answer = Outcome.answer(Self.unknownPath(endpoint.path))
            return RequestPlan(
                script: Script(queueTime: .zero, runTime: Self.refusalTime, outcome: answer),
                scenario: nil
            )
        }
        let verdict = model.input.validate(body)
        var input: JSONValue?
        if case .accepted(let accepted) = verdict { input = accepted }
        let catalog = scenarios.catalog
        let selection = try world.chooseScenario { (counters, overlay) throws(RequestRefusal) in
            try catalog.choose(
                choice,
                for: endpoint,
                input: input,
                headers: headers,
                counters: &counters,
                overlay: overlay
            )
        }
        guard let selection else {
            let failure = Outcome.failure(RequestError(.internalError))
            return RequestPlan(script: Script(queueTime: .zero, runTime: .zero, outcome: failure), scenario: nil)
        }
        let explanation = Self.explanation(of: verdict, body, model.input)
        var work: MediaCheck.Work?
        var script: Script
        switch verdict {
        case .accepted(let input):
            let scenario = selection.scenario
            script = scenario.script(for: input, pricing: model.pricing)
            work = media.work(for: input, of: model, scenario, origin)
            if let found = work, let known = media.immediateScript(for: found) {
                script = known
                work = nil
            }
        case .refused(let errors): script = refusal(of: endpoint, catalog, Self.refused(errors))
        case .unreadable: script = refusal(of: endpoint, catalog, Self.unreadable)
        case .unanswerable: script = refusal(of: endpoint, catalog, Self.unanswerable)
        }
        return RequestPlan(
            script: Self.script(script, selection.choice, explanation),
            scenario: selection.scenario,
            explanation: explanation,
            media: work,
            choice: selection.choice
        )
    }

    /// The plan with its script decided, once the files have been read that the request names.
    func settled(_ plan: RequestPlan) async -> RequestPlan {
        guard let work = plan.media else { return plan }
        var settled = plan
        settled.script = Self.script(await media.script(for: work), plan.choice, plan.explanation)
        settled.media = nil
        return settled
    }

    /// A script with the times that were chosen, and what there is to say about the input.
    private static func script(_ script: Script, _ choice: ScenarioChoice?, _ explanation: [JSONValue]) -> Script {
        var script = choice?.timed(script) ?? script
        if !explanation.isEmpty, case .answer(var answer) = script.outcome {
            answer.explanation = Explanation.headerValue(of: explanation)
            script.outcome = .answer(answer)
        }
        return script
    }

    /// The endpoint whose runners serve a request: its own, or the application's root for a path that does not exist, so that
    /// made-up paths open no lines of their own.
    func runnersOwner(of endpoint: EndpointID) -> EndpointID {
        models[endpoint] == nil ? endpoint.root : endpoint
    }

    /// What a request will do whose input is no good: it queues as long as any other, and ends soon.
    private func refusal(of endpoint: EndpointID, _ catalog: ScenarioCatalog, _ answer: ModelAnswer) -> Script {
        let queueTime = catalog[endpoint]?.success.timeline.queueTime ?? .zero
        return Script(queueTime: queueTime, runTime: Self.refusalTime, outcome: .answer(answer))
    }

    private static func refused(_ errors: [FieldError]) -> ModelAnswer {
        var answer = ModelAnswer(status: 422, body: errors.detail(), billableUnits: "0")
        answer.isImmediate = true
        return answer
    }

    /// What there is to say about an input that is refused, or has members that are ignored.
    private static func explanation(of verdict: Verdict, _ body: RequestBody, _ model: RequestModel) -> [JSONValue] {
        guard case .json(let value) = body else {
            if case .refused(let errors) = verdict { return Explanation(errors).entries }
            return []
        }
        switch verdict {
        case .refused(let errors):
            return Explanation(errors, ignored: model.unknownFields(in: value)).entries
        case .accepted where model.hasUnknownFields(in: value):
            return Explanation([], ignored: model.unknownFields(in: value)).entries
        case .accepted, .unreadable, .unanswerable:
            return []
        }
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
