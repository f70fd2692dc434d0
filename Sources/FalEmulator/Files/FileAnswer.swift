internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import QueueEngine

/// A file on its way to a reader: whole or in part, as the request's conditions say (RFC 9110, sections 13 and 14).
struct FileAnswer: Sendable {
    private let path: String
    private let size: UInt64
    private let tag: String
    private let lastModified: String
    private let headers: HTTPFields
    private let prepared: PreparedFields

    /// On what goes wrong with files: pages of any origin may read it.
    static let errors = PreparedFields([.accessControlAllowOrigin: "*", .contentType: "application/json"])

    /// Players and pages of any origin may read files, parts of them too.
    private static func fields(cacheControl: String) -> HTTPFields {
        [
            .accessControlAllowOrigin: "*",
            .accessControlExposeHeaders:
                "Accept-Ranges, Content-Range, Content-Length, ETag, X-Fal-Object-Lifecycle-Expiration",
            .acceptRanges: "bytes",
            .cacheControl: cacheControl,
            .xContentTypeOptions: "nosniff",
        ]
    }

    private static let outputs = PreparedFields(fields(cacheControl: "public, max-age=31536000, immutable"))
    /// A world that begins anew gives the same names to other files, so whoever keeps one asks each time.
    private static let uploads = PreparedFields(fields(cacheControl: "no-cache"))

    /// A result's file.
    init(_ file: MediaFile) {
        path = file.path
        size = UInt64(file.size)
        tag = "\"\(file.digest)\""
        lastModified = file.lastModified
        headers = [.contentType: file.contentType]
        prepared = Self.outputs
    }

    /// What somebody uploaded. A type that a browser would run on the emulator's origin (HTML, SVG, XML, scripts) or does not
    /// show is downloaded instead, and may do nothing should it be shown all the same.
    init(_ object: StoredObject) {
        path = object.file.path
        size = object.file.size
        tag = "\"\(object.digest)\""
        lastModified = CivilTime(microseconds: object.created.microseconds).httpDate
        var headers: HTTPFields = [.contentType: object.contentType]
        if let end = object.expires { headers[.falObjectLifecycleExpiration] = String(end.milliseconds) }
        if !MediaType.isInert(object.contentType) {
            headers[.contentDisposition] = "attachment"
            headers[.contentSecurityPolicy] = "sandbox; default-src 'none'"
        }
        self.headers = headers
        prepared = Self.uploads
    }

    /// The answer to a GET or HEAD.
    func response(to request: Request) -> Response {
        var headers = headers
        headers[.eTag] = tag
        headers[.lastModified] = lastModified
        if let known = request.header(.ifNoneMatch) {
            if Self.matches(known, tag) { return respond(.notModified, headers) }
        } else if request.header(.ifModifiedSince) == lastModified {
            return respond(.notModified, headers)
        }
        var range = ByteRange(request.header(.range), size: size)
        // A part of another version would not fit what the client has (RFC 9110, section 13.1.5).
        if let condition = request.header(.ifRange), condition != tag, condition != lastModified { range = .whole }
        do {
            switch range {
            case .whole:
                return respond(.ok, headers, .file(try FileSlice(path: path, offset: 0, length: size)))
            case .part(let bytes):
                headers[.contentRange] = "bytes \(bytes.lowerBound)-\(bytes.upperBound - 1)/\(size)"
                return respond(
                    .partialContent,
                    headers,
                    .file(try FileSlice(path: path, offset: bytes.lowerBound, length: UInt64(bytes.count)))
                )
            case .unsatisfiable:
                headers[.contentRange] = "bytes */\(size)"
                return respond(.rangeNotSatisfiable, headers)
            }
        } catch {
            // The file was there and has gone or shrunk since.
            return RequestRefusal.notFound.response(Self.errors)
        }
    }

    private func respond(
        _ status: HTTPResponse.Status,
        _ headers: HTTPFields,
        _ body: Response.Body = .bytes([])
    ) -> Response {
        Response(status: status, preparedFields: prepared, headerFields: headers, body: body)
    }

    /// Whether a list of entity tags names this one; weak comparison (RFC 9110, section 13.1.2).
    private static func matches(_ list: String, _ tag: String) -> Bool {
        list.split(separator: ",").contains { item in
            let item = item.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()
            let known = String(item)
            return known == "*" || known == tag || known == "W/" + tag
        }
    }

    /// The answer to a question about methods that carries no origin.
    static func preflight(_ request: Request) -> Response {
        var headers: HTTPFields = [
            .accessControlAllowOrigin: "*",
            .accessControlAllowMethods: "GET, HEAD, OPTIONS",
            .accessControlMaxAge: "86400",
        ]
        headers[.accessControlAllowHeaders] = request.header(.accessControlRequestHeaders) ?? "Range"
        return Response(status: .noContent, headerFields: headers, body: .bytes([]))
    }
}
