internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON

/// A request that is turned away: the one table from what is wrong to status code and body.
enum RequestRefusal: Error, Sendable, Hashable {
    /// Credentials are missing or no good; the text says how.
    case unauthorized(String)
    /// The account is locked.
    case locked
    /// No such application; the text names the alias alone, as captured (2026).
    case unknownApplication(alias: String)
    /// The application has no such path.
    case unknownPath(String)
    /// Nothing is served there.
    case notFound
    /// The request, or the operation on one, does not exist.
    case unknownRequest
    /// The path exists for other methods.
    case methodNotAllowed([HTTPRequest.Method])
    /// A header or a query item cannot be used.
    case badRequest(String)
    /// The queue is longer than the caller allows.
    case queueTooLong
    /// The world holds as many unfinished requests as it may.
    case worldFull
    /// A proxy header names no fal service.
    case badTarget
    /// The stock proxy fails on a target that is no URL.
    case proxyFailure
    /// The proxy has no such method.
    case proxyMethod
    /// The documented proxy lets only fal's hosts through.
    case proxyPrecondition
    /// The documented proxy lets only JSON through.
    case proxyMediaType
    /// It must not be done, whoever asks.
    case forbidden(String)
    /// A file is larger than what is taken in one piece.
    case fileTooLarge
    /// Uploads take all that they may; the text says what is full.
    case storageFull(String)
    /// The disk does not take a file; the text says why.
    case notStored(String)
    /// A request to the storage cannot be carried out.
    case unusable(String)
    /// A member of a body is not as it should be; the path leads to it.
    case invalid([String], FieldFault)

    var status: Int {
        switch self {
        case .unauthorized: 401
        case .locked, .forbidden: 403
        case .unknownApplication, .unknownPath, .notFound, .unknownRequest: 404
        case .methodNotAllowed, .proxyMethod: 405
        case .proxyPrecondition: 412
        case .proxyMediaType: 415
        case .proxyFailure: 500
        case .badRequest, .badTarget, .unusable: 400
        case .fileTooLarge: 413
        case .invalid: 422
        case .notStored: 500
        case .storageFull: 507
        case .queueTooLong: 429
        case .worldFull: 503
        }
    }

    private var body: JSONValue {
        switch self {
        case .unauthorized(let detail): Self.detail(detail)
        case .locked: Self.detail(Authorization.lockedDetail)
        case .unknownApplication(let alias): Self.detail("Application \"\(alias)\" not found")
        case .unknownPath(let path): Self.detail("Path /\(path) not found")
        case .notFound: Self.detail("Not Found")
        case .unknownRequest: ["status": "NOT_FOUND"]
        case .methodNotAllowed: Self.detail("Method Not Allowed")
        case .badRequest(let detail): RequestError(.badRequest, detail: detail).body
        case .queueTooLong: RequestError(.concurrentRequestsLimit, detail: "Queue length limit reached").body
        case .worldFull:
            RequestError(.runnerSchedulingFailure, detail: "Too many requests are waiting in this world").body
        case .proxyFailure: "Internal Server Error"
        case .proxyMethod: "Method Not Allowed"
        case .proxyPrecondition: "Precondition Failed"
        case .proxyMediaType: "Unsupported Media Type"
        case .forbidden(let detail), .storageFull(let detail), .unusable(let detail): Self.detail(detail)
        case .fileTooLarge: Self.detail("File too large, use multipart solution")  // measured 2026-08
        case .notStored(let reason): Self.detail("The upload cannot be stored: \(reason)")
        case .invalid(let path, let fault): Self.fieldDetail(path, fault)
        case .badTarget: "Invalid request"  // @fal-ai/server-proxy answers this JSON string
        }
    }

    /// What a bad request is told.
    var badRequestDetail: String? { if case .badRequest(let detail) = self { detail } else { nil } }

    private static func detail(_ text: String) -> JSONValue { ["detail": .string(JSONString(text))] }

    private static func fieldDetail(_ path: [String], _ fault: FieldFault) -> JSONValue {
        let place = (["body"] + path).map { part -> JSONValue in
            Int64(part).map { .number(.integer($0)) } ?? .string(JSONString(part))
        }
        let entry: JSONValue = [
            "loc": .array(place), "msg": .string(JSONString(fault.message)), "type": .string(JSONString(fault.type)),
        ]
        return ["detail": [entry]]
    }

    /// The answer, with the service's headers and those that belong to the refusal.
    func response(_ prepared: PreparedFields, _ headers: HTTPFields = [:]) -> Response {
        var headers = headers
        switch self {
        case .methodNotAllowed(let methods):
            headers[.allow] = methods.map(\.rawValue).joined(separator: ", ")
        case .badRequest:
            headers[.falErrorType] = RequestError.Kind.badRequest.rawValue
        case .queueTooLong:
            headers[.falErrorType] = RequestError.Kind.concurrentRequestsLimit.rawValue
            headers[.falNeedsRetry] = "true"
        case .worldFull:
            headers[.falErrorType] = RequestError.Kind.runnerSchedulingFailure.rawValue
        case .unknownPath:
            headers[.falBillableUnits] = "0"
        default: break
        }
        return .json(status, prepared, headers, body: body.serialized())
    }
}
