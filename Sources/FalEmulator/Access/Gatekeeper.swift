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

    /// The world that the request opens.
    /// - Parameter takesToken: whether `fal_jwt_token` in the query will do where no credentials are.
    func admit(
        _ request: Request,
        _ destination: Destination,
        to application: String,
        takesToken: Bool = false
    ) throws(RequestRefusal) -> World {
        let header = request.header(.authorization)
        if takesToken, header == nil, let text = request.queryValue("fal_jwt_token"), let token = AppToken(text),
            let world = worlds.world(tagged: token.tag), models.hasApplication(application),
            token.allows(application, world.seal, at: world.storageTime)
        {
            return world
        }
        // Who was let in with the same header before is let in again; only the application may be another one.
        if let header, let world = worlds.world(openedBy: header), models.hasApplication(application) { return world }
        let authorization = authorization(of: request, destination)
        if let detail = authorization.refusal(application: application) { throw .unauthorized(detail) }
        guard models.hasApplication(application) else {
            throw .unknownApplication(alias: EndpointID.alias(ofApplication: application))
        }
        guard case .granted(let credentials) = authorization else { throw .locked }
        return worlds.world(of: credentials, openedBy: header)
    }

    /// How the world of a request through a proxy wants it treated; a request that opens no world is let through, and
    /// refused for that.
    func proxyMode(of request: Request) -> ProxyMode {
        let header = request.header(.authorization)
        if let header, let world = worlds.world(openedBy: header) { return world.proxyMode }
        guard let header else { return worlds.known(proxyKey)?.proxyMode ?? .open }
        guard case .granted(let credentials) = Authorization(header, known: known) else { return .open }
        return worlds.known(credentials)?.proxyMode ?? .open
    }

    /// Who the request says it is.
    func authorization(of request: Request, _ destination: Destination) -> Authorization {
        let header = request.header(.authorization)
        if header == nil, destination.isProxied { return .granted(proxyKey) }
        return Authorization(header, known: known)
    }
}
