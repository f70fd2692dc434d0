internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON

/// What Falsework says about itself and does for tests, under `/_falsework/v1/`; nothing of fal's.
struct ControlRoutes: Sendable {
    private let models: ModelCatalog
    private let scenarios: ScenarioLibrary
    private let version: String
    private let gatekeeper: Gatekeeper
    private let egress: EgressLedger
    private let routes: [ControlRoute]

    /// The first segment of every path of control.
    static let prefix = "_falsework"

    init(
        models: ModelCatalog,
        scenarios: ScenarioLibrary,
        version: String,
        gatekeeper: Gatekeeper,
        egress: EgressLedger,
        time: TimeSource
    ) {
        self.models = models
        self.scenarios = scenarios
        self.version = version
        self.gatekeeper = gatekeeper
        self.egress = egress
        routes =
            ClockControl.routes + WorldControl.routes + JobControl(models: models, scenarios: scenarios).routes
            + ScenarioControl(models: models, library: scenarios).routes
            + FaultControl.routes + UploadControl.routes + ProxyControl.routes + WebhookControl.routes
            + JournalControl(version: version, time: time).routes
    }

    /// Answers a request for control.
    func answer(_ request: Request, _ destination: Destination) -> Answer {
        do throws(ControlError) {
            let path = destination.segments.filter { !$0.isEmpty }.dropFirst()
            guard path.first == "v1" || path.isEmpty else { throw .refused(.notFound) }
            switch path.dropFirst() {
            case []: return try read(request, overview)
            case ["ready"]: return try read(request, ["ready": true, "version": .string(JSONString(version))])
            case let rest: return try control(request, rest, destination)
            }
        } catch {
            return .now(error.response)
        }
    }

    private func read(_ request: Request, _ body: JSONValue) throws(ControlError) -> Answer {
        guard request.method == .get || request.method == .head else {
            throw .refused(.methodNotAllowed([.get, .head]))
        }
        return .json(body)
    }

    private func control(
        _ request: Request,
        _ path: ArraySlice<String>,
        _ destination: Destination
    ) throws(ControlError) -> Answer {
        if Self.isCrossSite(request) { throw .crossSite }
        let path = Array(path)
        if path == ["worlds"] { return try read(request, worlds) }
        if path == ["egress"] { return try EgressControl.answer(request, egress) }
        guard path.first == "worlds" else {
            return try dispatch(request, path) { () throws(ControlError) in
                try world(request, destination)
            }
        }
        if path.count == 2 {
            switch request.method {
            case .get, .head: return .json(WorldControl.json(of: try world(named: path[1])))
            case .delete:
                guard gatekeeper.worlds.remove(named: path[1]) > 0 else { throw unknownWorld(path[1]) }
                return .noContent
            default: throw .refused(.methodNotAllowed([.get, .head, .delete]))
            }
        }
        return try dispatch(request, Array(path.dropFirst(2))) { () throws(ControlError) in
            try world(named: path[1])
        }
    }

    private func dispatch(
        _ request: Request,
        _ path: [String],
        to world: () throws(ControlError) -> World
    ) throws(ControlError) -> Answer {
        let method = request.method == .head ? .get : request.method
        var allowed: [HTTPRequest.Method] = []
        for route in routes {
            guard let parameters = route.parameters(of: path[...]) else { continue }
            if route.method == method {
                return try route.answer(ControlCall(request: request, world: try world(), parameters: parameters))
            }
            allowed += route.method == .get ? [.get, .head] : [route.method]
        }
        if allowed.isEmpty { throw .refused(.notFound) }
        _ = try world()
        throw .refused(.methodNotAllowed(allowed))
    }

    /// The world that the request's key opens.
    private func world(_ request: Request, _ destination: Destination) throws(ControlError) -> World {
        let authorization = gatekeeper.authorization(of: request, destination)
        guard case .granted(let credentials) = authorization else {
            let detail = authorization == .missing ? nil : authorization.refusal(application: "")
            throw .refused(
                .unauthorized(detail ?? "A key that opens a world is required: Authorization: Key ID:SECRET")
            )
        }
        return gatekeeper.worlds.world(of: credentials)
    }

    /// The world whose key has an id.
    private func world(named name: String) throws(ControlError) -> World {
        let found = gatekeeper.worlds.all.filter { $0.name == name }
        guard let first = found.first else { throw unknownWorld(name) }
        if found.count > 1 {
            throw .conflict(
                "\(found.count) keys have the id '\(name)'; name the world by its key: Authorization: Key ID:SECRET"
            )
        }
        return first.world
    }

    private func unknownWorld(_ name: String) -> ControlError {
        .notFound("No key with the id '\(name)' has been used; GET /_falsework/v1/worlds lists those that have")
    }

    private var worlds: JSONValue {
        let worlds = gatekeeper.worlds.all.map { entry -> JSONValue in
            [
                "name": .string(JSONString(entry.name)),
                "jobs": .number(.integer(Int64(entry.world.jobCount))),
                "clock": ClockControl.json(of: entry.world),
            ]
        }
        return ["worlds": .array(worlds)]
    }

    /// Whether a page of another site sent the request: browsers say so (Fetch Metadata), or name the page's origin.
    private static func isCrossSite(_ request: Request) -> Bool {
        if let site = HTTPField.Name("sec-fetch-site").flatMap({ request.header($0) }) {
            return site != "same-origin" && site != "none"
        }
        guard let origin = request.header(.origin) else { return false }
        return origin != "http://" + (request.authority ?? "") && origin != "https://" + (request.authority ?? "")
    }

    /// The endpoints that are served, and the scenarios of each.
    private var overview: JSONValue {
        let scenarios = scenarios.catalog
        let endpoints = models.ids.map { id -> JSONValue in
            [
                "id": .string(JSONString(id.description)),
                "scenarios": .array(scenarios.names(of: id).map { .string(JSONString($0)) }),
            ]
        }
        return ["name": "falsework", "version": .string(JSONString(version)), "endpoints": .array(endpoints)]
    }
}
