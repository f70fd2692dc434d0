internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON
internal import QueueEngine

/// The REST host's part in uploads, and its tokens.
///
/// Source: fal-client 1.0.3, @fal-ai/client 1.10.1, fal-swift and `fal` 1.83.0, which all begin here.
struct StorageRest: Sendable {
    private static let storageTypes: Set = ["fal-cdn-v3", "fal-cdn", "gcs"]
    private static let mostApplications = 100
    private static let defaultTokenSeconds: Int64 = 120  // what both clients ask for

    private enum Route {
        case initiate(isMultipart: Bool)
        case cdnToken
        case appToken
    }

    private static func route(_ path: ArraySlice<String>) -> Route? {
        switch Array(path.last?.isEmpty == true ? path.dropLast() : path) {
        case ["storage", "upload", "initiate"]: .initiate(isMultipart: false)
        case ["storage", "upload", "initiate-multipart"]: .initiate(isMultipart: true)
        case ["storage", "auth", "token"]: .cdnToken
        case ["tokens"]: .appToken
        default: nil
        }
    }

    /// Answers somebody who was let in.
    func respond(to request: Request, _ destination: Destination, in world: World) throws(RequestRefusal) -> Response {
        guard let route = Self.route(destination.segments) else { throw .notFound }
        guard request.method == .post else { throw .methodNotAllowed([.post]) }
        let urls = UploadURLs(origin: destination.origin, seal: world.seal)
        switch route {
        case .initiate(let isMultipart): return try initiate(request, isMultipart, in: world, urls)
        case .cdnToken: return try cdnToken(request, in: world, urls)
        case .appToken: return try appToken(request, in: world)
        }
    }

    private func initiate(
        _ request: Request,
        _ isMultipart: Bool,
        in world: World,
        _ urls: UploadURLs
    ) throws(RequestRefusal) -> Response {
        try Self.checkStorageType(request)
        let body = try StorageBody(request.body)
        let ticket = try world.beginUpload(
            name: try body.string("file_name"),
            contentType: MediaType.usable(try body.optionalString("content_type")),
            lifecycle: Lifecycle(request),
            isMultipart: isMultipart
        )
        return Self.json([
            "file_url": .string(JSONString(urls.object(ticket.name))),
            "upload_url": .string(JSONString(urls.upload(ticket))),
        ])
    }

    private func cdnToken(_ request: Request, in world: World, _ urls: UploadURLs) throws(RequestRefusal) -> Response {
        try Self.checkStorageType(request)
        let token = CDNToken(world.seal, at: world.storageTime)
        return Self.json([
            "token": .string(JSONString(token.text)),
            "token_type": "Bearer",
            "base_url": .string(JSONString(urls.origin.uploads)),
            "expires_at": .string(JSONString(CivilTime(microseconds: token.expires.microseconds).offsetStamp)),
        ])
    }

    private func appToken(_ request: Request, in world: World) throws(RequestRefusal) -> Response {
        let body = try StorageBody(request.body)
        guard let member = body.value["allowed_apps"] else { throw .invalid(["allowed_apps"], .missing) }
        guard let list = member.array else { throw .invalid(["allowed_apps"], .notAList) }
        guard list.count <= Self.mostApplications else {
            throw .unusable("allowed_apps: a token is for at most \(Self.mostApplications) applications")
        }
        let applications = try list.enumerated().map { (entry) throws(RequestRefusal) in
            guard let name = entry.element.string else {
                throw .invalid(["allowed_apps", String(entry.offset)], .notAString)
            }
            return name
        }
        var seconds = Self.defaultTokenSeconds
        if let member = body.value["token_expiration"], !member.isNull {
            guard let number = member.integer else { throw .invalid(["token_expiration"], .notAnInteger) }
            guard number > 0 else { throw .invalid(["token_expiration"], .notPositive) }
            seconds = number
        }
        let token = AppToken(for: applications, seconds: seconds, world.seal, at: world.storageTime)
        return Self.json(.string(JSONString(token.text)))
    }

    /// Live answers other types with 400 (told of in public code, 2026). fal-swift and fal-dart name none.
    private static func checkStorageType(_ request: Request) throws(RequestRefusal) {
        guard let type = request.queryValue("storage_type") else { return }
        guard storageTypes.contains(type) else { throw .unusable("Invalid storage type") }
    }

    private static func json(_ body: JSONValue) -> Response { .json(200, AnswerHeaders.json, body: body.serialized()) }
}
