internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON

/// The REST host: the keys of webhooks, for everybody; whoever wants more is asked for credentials, as live does.
struct RestRoutes: Sendable {
    let gatekeeper: Gatekeeper
    let keys: WebhookKeys

    /// Receivers may keep the keys for a day (documentation, "Webhooks").
    private static let keySet = PreparedFields([.contentType: "application/json", .cacheControl: "max-age=86400"])

    /// What the REST host calls missing credentials (captured 2026-09); it names no application.
    private static let missing = "Authorization header is required"

    /// Answers a request that is meant for the REST host.
    func answer(_ request: Request, _ destination: Destination) -> Answer {
        if destination.segments == [".well-known", "jwks.json"] { return .now(keySet(request)) }
        let authorization = gatekeeper.authorization(of: request, destination)
        let refusal: RequestRefusal =
            switch authorization {
            case .missing: .unauthorized(Self.missing)
            case .locked: .locked
            case .granted: .notFound
            case .malformedKey, .undecodableBearer, .unknown:
                .unauthorized(authorization.refusal(application: "") ?? Self.missing)
            }
        return .now(refusal.response(AnswerHeaders.json))
    }

    private func keySet(_ request: Request) -> Response {
        guard request.method == .get || request.method == .head else {
            return RequestRefusal.methodNotAllowed([.get, .head]).response(AnswerHeaders.json)
        }
        do {
            return .json(200, Self.keySet, body: try keys.jwks().serialized())
        } catch {
            let body: JSONValue = ["detail": .string(JSONString("The keys cannot be made: \(error)"))]
            return .json(500, AnswerHeaders.json, body: body.serialized())
        }
    }
}
