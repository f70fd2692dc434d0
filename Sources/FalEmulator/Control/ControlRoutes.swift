internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON

/// What Falsework says about itself, under `/_falsework/`; nothing of fal's.
struct ControlRoutes: Sendable {
    let models: ModelCatalog
    let scenarios: ScenarioCatalog
    let version: String
    let world: WorldControl

    /// The first segment of every path of control.
    static let prefix = "_falsework"

    /// Answers a request for control.
    func answer(_ request: Request, _ destination: Destination) -> Answer {
        let path = destination.segments.filter { !$0.isEmpty }.dropFirst()
        guard path.first == "v1" || path.isEmpty else { return .now(Self.notFound) }
        let body: JSONValue
        switch path.dropFirst() {
        case []: body = overview
        case ["ready"]: body = ["ready": true, "version": .string(JSONString(version))]
        case let rest: return .now(world.answer(request, rest, destination) ?? Self.notFound)
        }
        guard request.method == .get || request.method == .head else {
            return .now(RequestRefusal.methodNotAllowed([.get, .head]).response(AnswerHeaders.json))
        }
        return .now(.json(200, AnswerHeaders.json, body: body.serialized()))
    }

    private static let notFound = RequestRefusal.notFound.response(AnswerHeaders.json)

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
