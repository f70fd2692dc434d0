internal import FalAPI
internal import JSON
internal import QueueEngine

/// Scenarios that every endpoint has without a fixture, by fal's own names: each failure of a model and of the platform that
/// fal documents, and the two ways to hang.
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
        func scenario(_ name: String, queueTime: Span? = nil, _ ending: Scenario.Ending) -> Scenario {
            Scenario(
                endpoint: success.endpoint,
                name: name,
                queueTime: queueTime ?? success.queueTime,
                runTime: success.runTime,
                ending: ending
            )
        }
        let model = DocumentedModelError.all.map { error in
            let entry = ModelError(
                type: error.type,
                message: error.message,
                location: location(of: error.subject, fields: fields),
                context: error.context
            )
            return scenario(
                error.type,
                .modelError(status: error.status, isRetryable: error.isRetryable, [entry])
            )
        }
        let platform = RequestError.Kind.allCases.map { scenario($0.rawValue, .platformError(RequestError($0))) }
        return model + platform + [
            scenario(stuckInQueue, queueTime: .forever, .never), scenario(stuckInProgress, .never),
        ]
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
