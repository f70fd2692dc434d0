internal import HTTPServer
internal import HTTPTypes

/// The host of files: the outputs that results point at. Anybody who has a URL may read it (measured 2026-08).
struct FileRoutes: Sendable {
    let scenarios: ScenarioLibrary
    let seed: UInt64

    /// Players and pages of any origin may read files, parts of them too.
    private static let prepared = PreparedFields([
        .accessControlAllowOrigin: "*",
        .accessControlExposeHeaders: "Accept-Ranges, Content-Range, Content-Length, ETag",
        .acceptRanges: "bytes",
        .cacheControl: "public, max-age=31536000, immutable",
        .xContentTypeOptions: "nosniff",
    ])

    private static let errors = PreparedFields([.accessControlAllowOrigin: "*", .contentType: "application/json"])

    /// Answers a request that is meant for a file.
    func answer(_ request: Request, _ destination: Destination) -> Answer {
        .now(respond(request, destination.segments))
    }

    private func respond(_ request: Request, _ segments: ArraySlice<String>) -> Response {
        if request.method == .options { return Self.preflight(request) }
        guard segments.starts(with: ["files", "b"]),
            let name = OutputName(segments: segments.dropFirst(2), seed: seed),
            let file = scenarios.media.file(key: name.key, name: name.fileName)
        else { return RequestRefusal.notFound.response(Self.errors) }
        guard request.method == .get || request.method == .head else {
            return RequestRefusal.methodNotAllowed([.get, .head]).response(Self.errors)
        }
        return serve(file, request)
    }

    private func serve(_ file: MediaFile, _ request: Request) -> Response {
        let tag = "\"\(file.digest)\""
        var headers: HTTPFields = [.contentType: file.contentType, .eTag: tag, .lastModified: file.lastModified]
        if let known = request.header(.ifNoneMatch) {
            if Self.matches(known, tag) { return respond(.notModified, headers) }
        } else if request.header(.ifModifiedSince) == file.lastModified {
            return respond(.notModified, headers)
        }
        let size = UInt64(file.size)
        var range = ByteRange(request.header(.range), size: size)
        // A part of another version would not fit what the client has (RFC 9110, section 13.1.5).
        if let condition = request.header(.ifRange), condition != tag, condition != file.lastModified { range = .whole }
        do {
            switch range {
            case .whole:
                return respond(.ok, headers, .file(try FileSlice(path: file.path, offset: 0, length: size)))
            case .part(let bytes):
                headers[.contentRange] = "bytes \(bytes.lowerBound)-\(bytes.upperBound - 1)/\(size)"
                return respond(
                    .partialContent,
                    headers,
                    .file(try FileSlice(path: file.path, offset: bytes.lowerBound, length: UInt64(bytes.count)))
                )
            case .unsatisfiable:
                headers[.contentRange] = "bytes */\(size)"
                return respond(.rangeNotSatisfiable, headers)
            }
        } catch {
            // The file was there at the start and has gone or shrunk since.
            return RequestRefusal.notFound.response(Self.errors)
        }
    }

    private func respond(
        _ status: HTTPResponse.Status,
        _ headers: HTTPFields,
        _ body: Response.Body = .bytes([])
    ) -> Response {
        Response(status: status, preparedFields: Self.prepared, headerFields: headers, body: body)
    }

    /// Whether a list of entity tags names this one; weak comparison (RFC 9110, section 13.1.2).
    private static func matches(_ list: String, _ tag: String) -> Bool {
        list.split(separator: ",").contains { item in
            let item = item.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
            let known = String(item)
            return known == "*" || known == tag || known == "W/" + tag
        }
    }

    private static func preflight(_ request: Request) -> Response {
        var headers: HTTPFields = [
            .accessControlAllowOrigin: "*",
            .accessControlAllowMethods: "GET, HEAD, OPTIONS",
            .accessControlMaxAge: "86400",
        ]
        headers[.accessControlAllowHeaders] = request.header(.accessControlRequestHeaders) ?? "Range"
        return Response(status: .noContent, headerFields: headers, body: .bytes([]))
    }
}
