internal import HTTPServer
internal import HTTPTypes

/// Cross-origin requests of browsers, as the headers of fal's captured answers let infer: the origin is reflected and
/// credentials are allowed. `*` never stands beside credentials, which browsers refuse (Fetch standard).
enum CrossOrigin {
    private static let exposed = [
        "x-fal-request-id", "x-fal-billable-units", "x-fal-served-from", "x-fal-needs-retry", "x-fal-error-type",
        "x-fal-request-timeout-type", "x-falsework-explain", "x-fal-object-lifecycle-expiration", "content-length",
        "content-range", "etag",
    ].joined(separator: ", ")

    /// The answer to a preflight; nil for every other request.
    static func preflight(_ request: Request) -> Response? {
        guard request.method == .options, let origin = request.header(.origin),
            request.header(.accessControlRequestMethod) != nil
        else { return nil }
        var headers: HTTPFields = [
            .accessControlAllowOrigin: origin,
            .accessControlAllowCredentials: "true",
            .accessControlAllowMethods: "GET, HEAD, POST, PUT, DELETE, OPTIONS",
            .accessControlMaxAge: "86400",
            .vary: "origin, access-control-request-method, access-control-request-headers",
        ]
        // The names are echoed: `*` would not cover Authorization.
        if let asked = request.header(.accessControlRequestHeaders) {
            headers[.accessControlAllowHeaders] = asked
        }
        return Response(status: .noContent, headerFields: headers, body: .bytes([]))
    }

    /// Opens an answer to the origin that asked, unless it is open to every origin already, as files are.
    static func expose(_ response: Response, to origin: String) -> Response {
        var response = response
        guard response.allHeaderFields[.accessControlAllowOrigin] == nil else { return response }
        response.headerFields[.accessControlAllowOrigin] = origin
        if response.preparedFields?.fields[.accessControlAllowCredentials] == nil {
            response.headerFields[.accessControlAllowCredentials] = "true"
        }
        response.headerFields[.accessControlExposeHeaders] = exposed
        if response.preparedFields?.fields[.vary] == nil { response.headerFields[.vary] = "origin" }
        return response
    }
}
