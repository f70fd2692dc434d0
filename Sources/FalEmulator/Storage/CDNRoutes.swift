internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON

/// The CDN's host: what results point at, what was uploaded, and the uploads themselves.
///
/// Source: fal-client 1.0.3 (`_upload_v3`, `MultipartUpload`), @fal-ai/client 1.10.1 (`storage.ts`) and `fal` 1.83.0
/// (`MultipartUploadGCS`); what the answers to parts look like follows from what they read of them.
struct CDNRoutes: Sendable {
    let outputs: FileRoutes
    let worlds: WorldStore
    let gatekeeper: Gatekeeper
    let disk: StorageDisk

    private static let prepared = PreparedFields([.contentType: "application/json"])

    /// Answers a request that is meant for the CDN.
    func answer(_ request: Request, _ destination: Destination, _ visit: inout Visit) -> Answer {
        do throws(RequestRefusal) {
            // Measured 2026-08, for every key and for none.
            if request.method == .delete { throw .forbidden("Forbidden") }
            guard let resource = CDNResource(destination.segments) else { throw .notFound }
            switch resource {
            case .output: return outputs.answer(request, destination)
            case .object(let tag, let name): return .now(try object(request, tag, name, destination, &visit))
            default: return try write(request, to: resource, destination, &visit)
            }
        } catch {
            return .now(error.response(FileAnswer.errors))
        }
    }

    /// Where the body of a request goes: content to the disk if its sender may write, and nothing of it anywhere otherwise.
    func bodyDestination(of request: Request, _ destination: Destination) -> BodyDestination {
        guard let resource = CDNResource(destination.segments) else { return .nowhere }
        switch (resource, request.method) {
        case (.upload, .post), (.content, .put), (.part, .put):
            guard (try? writer(of: resource, request)) != nil, let target = try? disk.target() else { return .nowhere }
            return .file(target)
        case (.completion, .post): return .memory(limit: Self.longestList)
        default: return .memory(limit: 0)
        }
    }

    /// A list of 10,000 parts with room to spare, in bytes.
    private static let longestList = 4 << 20

    private func object(
        _ request: Request,
        _ tag: String,
        _ name: String,
        _ destination: Destination,
        _ visit: inout Visit
    ) throws(RequestRefusal) -> Response {
        if request.method == .options { return FileAnswer.preflight(request) }
        guard request.method == .get || request.method == .head else { throw .methodNotAllowed([.get, .head]) }
        guard let world = worlds.world(tagged: tag) else { throw .notFound }
        visit.operation = .file
        visit.world = world
        try visit.strike()
        guard let object = world.object(named: name) else { throw .notFound }
        let reader: World? =
            if case .granted(let credentials) = gatekeeper.authorization(of: request, destination) {
                worlds.known(credentials)
            } else {
                nil
            }
        switch object.access(by: reader?.userID, owner: world.userID) {
        case .allow: return FileAnswer(object).response(to: request)
        case .forbid: throw .forbidden("Forbidden")
        case .hide: throw .notFound
        }
    }

    private func write(
        _ request: Request,
        to resource: CDNResource,
        _ destination: Destination,
        _ visit: inout Visit
    ) throws(RequestRefusal) -> Answer {
        visit.operation =
            switch resource {
            case .part: .part
            case .multipart, .completion: .multipart
            default: .upload
            }
        let allowed: [HTTPRequest.Method] =
            switch resource {
            case .content: [.put]
            case .part: [.put, .post]
            default: [.post]
            }
        guard allowed.contains(request.method) else { throw .methodNotAllowed(allowed) }
        let writer = try writer(of: resource, request)
        visit.world = writer.world
        try visit.strike()
        let urls = UploadURLs(origin: destination.origin, seal: writer.world.seal)
        switch (resource, writer.ticket) {
        case (.upload, _): return .now(try upload(request, into: writer.world, urls))
        case (.multipart, _): return .now(try begin(request, in: writer.world, urls))
        case (.content, let ticket?): return .now(try put(request, for: ticket, in: writer.world))
        case (.part(let reference, let number), let ticket?):
            guard let number = Int(number), UploadTicket.partNumbers.contains(number) else {
                throw .unusable("'\(number.prefix(20))' is no number of a part; they go from 1 to 10000")
            }
            guard ticket.isOpen else { throw .unusable("This upload is completed, or not one in parts") }
            if request.method == .post {
                // Google's storage gives out a URL for each part.
                guard case .pass = reference else { throw .methodNotAllowed([.put]) }
                return .now(Self.json(["upload_url": urls.upload(ticket) + "/\(number)"]))
            }
            return .now(try part(request, number: number, of: ticket, in: writer.world))
        case (.completion, let ticket?): return try complete(request, ticket, in: writer.world, urls)
        default: throw .notFound
        }
    }

    /// Whose world a request may write to, and with which upload.
    private func writer(
        of resource: CDNResource,
        _ request: Request
    ) throws(RequestRefusal) -> (world: World, ticket: UploadTicket?) {
        switch resource {
        case .upload, .multipart: return (try tokenHolder(request), nil)
        case .content(let upload), .part(let upload, _), .completion(let upload):
            switch upload {
            case .pass(let text):
                guard let pass = UploadPass(text), let world = worlds.world(tagged: pass.tag),
                    pass.isValid(for: world.seal)
                else { throw .forbidden("The upload URL is not valid") }
                guard let ticket = world.upload(pass.id) else { throw .forbidden("The upload URL has expired") }
                return (world, ticket)
            case .object(let tag, let name, let id):
                let world = try tokenHolder(request)
                // Another world's uploads are as unknown as those that never were.
                guard world.seal.tag == tag, let ticket = world.upload(id), ticket.name == name, ticket.isMultipart
                else { throw .notFound }
                return (world, ticket)
            }
        case .object, .output: throw .notFound
        }
    }

    private func tokenHolder(_ request: Request) throws(RequestRefusal) -> World {
        guard request.header(.authorization) != nil else { throw .unauthorized("Authorization header is required") }
        guard let token = CDNToken(request), let world = worlds.world(tagged: token.tag), token.isValid(for: world.seal)
        else { throw .unauthorized("Invalid token") }
        guard world.storageTime < token.expires else { throw .unauthorized("Token has expired") }
        return world
    }

    private func upload(_ request: Request, into world: World, _ urls: UploadURLs) throws(RequestRefusal) -> Response {
        let object = try world.store(
            try disk.content(of: request),
            name: request.header(.falFileName),
            contentType: MediaType.usable(request.header(.contentType)),
            lifecycle: Lifecycle(request)
        )
        return Self.json(["access_url": urls.object(object.name)])
    }

    private func begin(_ request: Request, in world: World, _ urls: UploadURLs) throws(RequestRefusal) -> Response {
        let ticket = try world.beginUpload(
            name: request.header(.falFileName),
            contentType: MediaType.usable(request.header(.contentType)),
            lifecycle: Lifecycle(request),
            isMultipart: true
        )
        return Self.json(["access_url": urls.object(ticket.name), "uploadId": ticket.id])
    }

    private func put(_ request: Request, for ticket: UploadTicket, in world: World) throws(RequestRefusal) -> Response {
        guard !ticket.isMultipart else {
            throw .unusable("This upload comes in parts: PUT them to this URL and /1, /2, …")
        }
        let object = try world.store(
            try disk.content(of: request),
            for: ticket,
            contentType: request.header(.contentType).map { MediaType.usable($0) },
            lifecycle: Lifecycle(request)
        )
        return Response(status: .ok, headerFields: [.eTag: "\"\(object.digest)\""])
    }

    private func part(
        _ request: Request,
        number: Int,
        of ticket: UploadTicket,
        in world: World
    ) throws(RequestRefusal) -> Response {
        let file = try disk.content(of: request)
        world.store(file, number: number, of: ticket)
        let tag = file.digest ?? ""
        // fal-client reads the header, @fal-ai/client the body.
        let body: JSONValue = ["partNumber": .number(.integer(Int64(number))), "etag": .string(JSONString(tag))]
        return .json(200, Self.prepared, [.eTag: "\"\(tag)\""], body: body.serialized())
    }

    private func complete(
        _ request: Request,
        _ ticket: UploadTicket,
        in world: World,
        _ urls: UploadURLs
    ) throws(RequestRefusal) -> Answer {
        let claims = try PartClaim.list(request.body)
        let answer = Self.json(["access_url": urls.object(ticket.name)])
        if let completion = ticket.completion {
            // A client that did not get the answer asks again.
            guard Set(completion) == Set(claims) else { throw .unusable("The upload was completed with other parts") }
            return .now(answer)
        }
        guard ticket.isMultipart else { throw .unusable("This upload does not come in parts") }
        let files = try ticket.files(for: claims)
        return .later { [disk] in
            do throws(RequestRefusal) {
                _ = try world.store(try disk.assemble(files), for: ticket, claims: claims)
                return answer
            } catch {
                return error.response(FileAnswer.errors)
            }
        }
    }

    private static func json(_ members: [(String, String)]) -> Response {
        let object = JSONObject(members.map { (JSONString($0.0), .string(JSONString($0.1))) })
        return .json(200, prepared, body: JSONValue.object(object).serialized())
    }

    private static func json(_ members: KeyValuePairs<String, String>) -> Response { json(Array(members)) }
}

/// The URLs of a world's uploads, for one caller.
struct UploadURLs: Sendable {
    let origin: Origin
    let seal: WorldSeal

    /// Where an object is read.
    func object(_ name: String) -> String { "\(origin.uploads)\(Self.path(name, seal))" }

    /// Where an upload is written to.
    func upload(_ ticket: UploadTicket) -> String {
        "\(origin.uploads)/files/upload/\(UploadPass(ticket.id, seal).text)"
    }

    /// An object's path on the CDN.
    static func path(_ name: String, _ seal: WorldSeal) -> String { "/files/\(seal.tag)/\(name)" }
}
