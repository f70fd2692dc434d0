internal import FalAPI
internal import JSON
internal import QueueEngine

/// Scenarios that every endpoint has without a fixture: each failure of a model and of the platform that fal documents, by
/// fal's own name, and what else can happen to a request on its way. `fixtures/scenarios/README.md` says what each is good for.
enum Presets {
    /// A request that no runner ever takes.
    static let stuckInQueue = "stuck_in_queue"
    /// A request that never ends.
    static let stuckInProgress = "stuck_in_progress"

    /// The presets of an endpoint.
    /// - Parameters:
    ///   - success: the endpoint's default, whose times they take.
    ///   - fields: the names of the input's fields, in the model's order.
    static func all(like success: Scenario, fields: [String]) -> [Scenario] {
        modelErrors(like: success, fields: fields) + platformErrors(like: success) + endless(like: success)
            + gatewayAnswers(like: success) + oddSuccesses(like: success) + webhooks(like: success)
    }

    /// What the model itself fails with.
    private static func modelErrors(like success: Scenario, fields: [String]) -> [Scenario] {
        DocumentedModelError.all.map { error in
            let entry = ModelError(
                type: error.type,
                message: error.message,
                location: location(of: error.subject, fields: fields),
                context: error.context
            )
            return Scenario(
                endpoint: success.endpoint,
                name: error.type,
                timeline: success.timeline.silent,
                ending: .modelError(status: error.status, isRetryable: error.isRetryable, [entry])
            )
        }
    }

    /// What the platform fails with around the model.
    private static func platformErrors(like success: Scenario) -> [Scenario] {
        RequestError.Kind.allCases.map { kind in
            Scenario(
                endpoint: success.endpoint,
                name: kind.rawValue,
                timeline: success.timeline.silent,
                ending: .platformError(RequestError(kind))
            )
        }
    }

    /// The two ways to hang.
    private static func endless(like success: Scenario) -> [Scenario] {
        [(stuckInQueue, Span.forever), (stuckInProgress, success.timeline.queueTime)].map { name, queueTime in
            Scenario(
                endpoint: success.endpoint,
                name: name,
                timeline: ScenarioTimeline(queueTime: queueTime, runTime: success.timeline.runTime),
                ending: .never
            )
        }
    }

    /// What answers in the model's place.
    private static func gatewayAnswers(like success: Scenario) -> [Scenario] {
        let start: Set<Operation> = [.submit, .run]
        let later: Set<Operation> = [.status, .stream, .result, .cancel]
        return [
            ("ingress_502", PresetAnswers.badGateway, start),
            ("ingress_503", PresetAnswers.ingressUnavailable, start),
            ("app_503", PresetAnswers.appUnavailable, start),
            ("too_many_requests", PresetAnswers.tooManyRequests, start),
            ("user_locked", PresetAnswers.userLocked, start),
            ("user_locked_while_running", PresetAnswers.userLocked, later),
        ].map { name, answer, operations in
            Scenario(
                endpoint: success.endpoint,
                name: name,
                timeline: success.timeline,
                faults: [FaultRule(fault: .answer(answer), operations: operations)],
                ending: success.ending
            )
        }
    }

    /// Requests that end well, and yet not as a client expects.
    private static func oddSuccesses(like success: Scenario) -> [Scenario] {
        var retried = success.timeline
        retried.attempts = 2
        var scenarios = [
            Scenario(endpoint: success.endpoint, name: "retried", timeline: retried, ending: success.ending),
            Scenario(
                endpoint: success.endpoint,
                name: "cancel_too_late",
                timeline: success.timeline,
                cancellation: .tooLate,
                ending: success.ending
            ),
            Scenario(
                endpoint: success.endpoint,
                name: "cancel_removed",
                timeline: success.timeline,
                cancellation: .removed,
                ending: success.ending
            ),
        ]
        let withoutFiles: Scenario.Ending? =
            switch success.ending {
            case .result(let body, let inputSeconds):
                FileReference.withoutFiles(body).map { .result($0, inputSeconds: inputSeconds) }
            case .sample(let sample):
                FileReference.withoutFiles(sample.body).map { .result($0, inputSeconds: nil) }
            default: nil
            }
        if let withoutFiles {
            scenarios.append(
                Scenario(
                    endpoint: success.endpoint,
                    name: "output_not_found",
                    timeline: success.timeline,
                    ending: withoutFiles
                )
            )
        }
        return scenarios
    }

    /// Requests whose webhook cannot be trusted, or says less than it should.
    private static func webhooks(like success: Scenario) -> [Scenario] {
        let variants = WebhookVariant.allCases.filter { $0 != .valid }.map {
            ($0.rawValue, ScenarioWebhook(variant: $0))
        }
        return (variants + [("payload_error", ScenarioWebhook(hasPayloadError: true))]).map { name, webhook in
            Scenario(
                endpoint: success.endpoint,
                name: "webhook_" + name,
                timeline: success.timeline,
                webhook: webhook,
                ending: success.ending
            )
        }
    }

    /// Where a failure points: to the first field that holds what it is about, else to the body.
    private static func location(of subject: DocumentedModelError.Subject, fields: [String]) -> [JSONValue] {
        let urls = fields.filter { $0.hasSuffix("_url") }
        let field: String? =
            switch subject {
            case .request: nil
            case .file: urls.first
            case .image, .audio, .video: urls.first { $0.hasPrefix(subject.rawValue) } ?? urls.first
            }
        return ["body"] + (field.map { [.string(JSONString($0))] } ?? [])
    }
}
