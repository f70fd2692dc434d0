internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON

/// What Falsework says about itself, under `/_falsework/`; nothing of fal's.
struct ControlRoutes: Sendable {
    let models: ModelCatalog
    let scenarios: ScenarioCatalog
    let version: String

    /// The first segment of every path of control.
    static let prefix = "_falsework"

    /// Answers a request for control.
    func answer(_ request: Request, _ segments: ArraySlice<String>) -> Answer {
        let body: JSONValue
        switch segments.dropFirst().filter({ !$0.isEmpty }) {
        case ["v1"]: body = overview
        case ["v1", "ready"]: body = ["ready": true, "version": .string(JSONString(version))]
        default: return .now(RequestRefusal.notFound.response(AnswerHeaders.json))
        }
        guard request.method == .get || request.method == .head else {
            return .now(RequestRefusal.methodNotAllowed([.get, .head]).response(AnswerHeaders.json))
        }
        return .now(.json(200, AnswerHeaders.json, body: body.serialized()))
    }

    /// The endpoints that are served, and the scenarios of each.
    private var overview: JSONValue {
        let endpoints = models.ids.map { id -> JSONValue in
            [
                "id": .string(JSONString(id.description)),
                "scenarios": .array(scenarios.names(of: id).map { .string(JSONString($0)) }),
            ]
        }
        return ["name": "falsework", "version": .string(JSONString(version)), "endpoints": .array(endpoints)]
    }
}
