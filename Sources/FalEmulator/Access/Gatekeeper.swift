internal import FalAPI
internal import HTTPServer
internal import HTTPTypes

/// Lets requests in, in the order in which live fal refuses: credentials, application, account (captured 2026).
struct Gatekeeper: Sendable {
    let models: ModelCatalog
    let worlds: WorldStore
    let known: Set<Credentials>
    /// The key of requests that come through a proxy header without one.
    let proxyKey: Credentials

    init(models: ModelCatalog, worlds: WorldStore, keys: [Credentials]) {
        self.models = models
        self.worlds = worlds
        known = Set(keys)
        proxyKey = keys.first ?? .proxy
    }

    /// Who the request says it is.
    func authorization(of request: Request, isProxied: Bool) -> Authorization {
        let value = request.header(.authorization)
        if value == nil, isProxied { return .granted(proxyKey) }
        return Authorization(value, known: known)
    }

    /// The world that the request opens.
    func admit(_ authorization: Authorization, to endpoint: EndpointID) throws(RequestRefusal) -> World {
        if let detail = authorization.refusal(application: endpoint.application) { throw .unauthorized(detail) }
        guard models.hasApplication(of: endpoint) else { throw .unknownApplication(alias: endpoint.alias) }
        guard case .granted(let credentials) = authorization else { throw .locked }
        return worlds.world(of: credentials)
    }
}
