internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON
internal import QueueEngine

/// What a test does with the world of its key: `/_falsework/v1/clock`, `…/clock/advance`, `…/reset`.
struct WorldControl: Sendable {
    let gatekeeper: Gatekeeper

    /// The longest step of a clock, in seconds: a year.
    private static let longestStep = 31_536_000.0

    /// Answers a request; nil for a path that it does not know.
    func answer(_ request: Request, _ path: ArraySlice<String>, _ destination: Destination) -> Response? {
        do throws(ControlError) {
            switch path {
            case ["clock"]:
                let world = try world(request, destination, allowing: [.get, .head, .put])
                if request.method == .put { world.run(try Self.mode(request)) }
                return Self.show(world)
            case ["clock", "advance"]:
                let world = try world(request, destination, allowing: [.post])
                world.advance(by: try Self.step(request))
                return Self.show(world)
            case ["reset"]:
                try world(request, destination, allowing: [.post]).reset()
                return Response(status: .noContent)
            default:
                return nil
            }
        } catch {
            return error.response
        }
    }

    private func world(
        _ request: Request,
        _ destination: Destination,
        allowing methods: [HTTPRequest.Method]
    ) throws(ControlError) -> World {
        if Self.isCrossSite(request) { throw .crossSite }
        let authorization = gatekeeper.authorization(of: request, destination)
        guard case .granted(let credentials) = authorization else {
            let detail = authorization == .missing ? nil : authorization.refusal(application: "")
            throw .refused(
                .unauthorized(detail ?? "A key that opens a world is required: Authorization: Key ID:SECRET")
            )
        }
        guard methods.contains(request.method) else { throw .refused(.methodNotAllowed(methods)) }
        return gatekeeper.worlds.world(of: credentials)
    }

    /// Whether a page of another site sent the request: browsers say so (Fetch Metadata), or name the page's origin.
    private static func isCrossSite(_ request: Request) -> Bool {
        if let site = HTTPField.Name("sec-fetch-site").flatMap({ request.header($0) }) {
            return site != "same-origin" && site != "none"
        }
        guard let origin = request.header(.origin) else { return false }
        return origin != "http://" + (request.authority ?? "") && origin != "https://" + (request.authority ?? "")
    }

    private static func show(_ world: World) -> Response {
        let (mode, now) = world.clock()
        var body: JSONObject = [:]
        switch mode {
        case .scaled(let speed):
            body["mode"] = speed == 1 ? "real" : "scaled"
            body["speed"] = .number(.double(speed))
        case .manual: body["mode"] = "manual"
        case .auto: body["mode"] = "auto"
        }
        body["now"] = .string(JSONString(CivilTime(microseconds: now.microseconds).logStamp))
        return .json(200, AnswerHeaders.json, body: JSONValue.object(body).serialized())
    }

    /// `{"mode": "real" | "manual" | "auto"}` or `{"mode": "scaled", "speed": 10}`
    private static func mode(_ request: Request) throws(ControlError) -> QueueClock.Mode {
        try read(request) { (reader) throws(LoadError) in
            let mode = try reader.word("mode", ClockName.self)
            let speed = reader.optional("speed")
            switch mode {
            case .real: return .scaled(speed: 1)
            case .manual: return .manual
            case .auto: return .auto
            case .scaled:
                guard let speed = speed?.double, speed.isFinite, speed > 0, speed <= 1e9 else {
                    throw reader.error("speed", "must be a number that is more than 0 and at most 1000000000")
                }
                return .scaled(speed: speed)
            }
        }
    }

    /// `{"seconds": 3.5}`
    private static func step(_ request: Request) throws(ControlError) -> Span {
        try read(request) { (reader) throws(LoadError) in
            guard let seconds = try reader.required("seconds").double, seconds >= 0, seconds <= longestStep else {
                throw reader.error("seconds", "must be a number of seconds from 0 to \(Int(longestStep))")
            }
            return .seconds(seconds)
        }
    }

    private static func read<Value>(
        _ request: Request,
        _ body: (inout FixtureReader) throws(LoadError) -> Value
    ) throws(ControlError) -> Value {
        let json: JSONValue
        do {
            json = try JSONParser.parse(request.body, as: .strict)
        } catch {
            throw .unusable(place: "\(error.line):\(error.column)", "The body is not JSON: \(error.message)")
        }
        do throws(LoadError) {
            var reader = try FixtureReader(json, file: "body")
            let value = try body(&reader)
            try reader.finish()
            return value
        } catch {
            throw .unusable(place: error.place ?? "", error.reason)
        }
    }
}

/// The names of the kinds of clock.
enum ClockName: String, CaseIterable, Sendable {
    case real
    case scaled
    case manual
    case auto
}

/// Why a request for control is turned away.
enum ControlError: Error, Sendable {
    /// Credentials or method, as everywhere.
    case refused(RequestRefusal)
    /// The body cannot be used: where, as a JSON pointer or `line:column`, and why.
    case unusable(place: String, String)
    /// A page of another site asks.
    case crossSite

    /// The answer.
    var response: Response {
        switch self {
        case .refused(let refusal):
            return refusal.response(AnswerHeaders.json)
        case .unusable(let place, let reason):
            let body: JSONValue = ["detail": .string(JSONString(reason)), "at": .string(JSONString(place))]
            return .json(400, AnswerHeaders.json, body: body.serialized())
        case .crossSite:
            return .json(
                403,
                AnswerHeaders.json,
                body: Array(#"{"detail":"Pages of other sites have no control"}"#.utf8)
            )
        }
    }
}
