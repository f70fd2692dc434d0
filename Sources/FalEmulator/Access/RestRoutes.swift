internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON

/// The REST host: the keys of webhooks, for everybody; upload URLs and tokens for those who have a key.
struct RestRoutes: Sendable {
    let gatekeeper: Gatekeeper
    let keys: WebhookKeys
    private let storage = StorageRest()

    /// Receivers may keep the keys for a day (documentation, "Webhooks").
    private static let keySet = PreparedFields([.contentType: "application/json", .cacheControl: "max-age=86400"])

    /// What the REST host calls missing credentials (captured 2026-09); it names no application.
    private static let missing = "Authorization header is required"

    /// Answers a request that is meant for the REST host.
    func answer(_ request: Request, _ destination: Destination, _ visit: inout Visit) -> Answer {
        if destination.segments == [".well-known", "jwks.json"] { return .now(keySet(request)) }
        do throws(RequestRefusal) {
            visit.operation = .rest
            let world = try admit(request, destination)
            visit.world = world
            try visit.strike()
            return .now(try storage.respond(to: request, destination, in: world))
        } catch {
            return .now(error.response(AnswerHeaders.json))
        }
    }

    private func admit(_ request: Request, _ destination: Destination) throws(RequestRefusal) -> World {
        let authorization = gatekeeper.authorization(of: request, destination)
        switch authorization {
        case .missing: throw .unauthorized(Self.missing)
        case .locked: throw .locked
        case .granted(let credentials): return gatekeeper.worlds.world(of: credentials)
        case .malformedKey, .undecodableBearer, .unknown:
            throw .unauthorized(authorization.refusal(application: "") ?? Self.missing)
        }
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
