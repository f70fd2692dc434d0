internal import FalAPI
internal import HTTPServer
internal import HTTPTypes

/// The REST host: it asks for credentials as live does. Nothing else is served there yet.
struct RestRoutes: Sendable {
    let gatekeeper: Gatekeeper

    /// What the REST host calls missing credentials (captured 2026-09); it names no application.
    private static let missing = "Authorization header is required"

    /// Answers a request that is meant for the REST host.
    func answer(_ request: Request, _ destination: Destination) -> Answer {
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
}
