internal import HTTPTypes

/// What follows from an answer that says that something is elsewhere (RFC 9110, section 15.4).
enum Redirection {
    /// How many redirects are followed.
    static let limit = 5

    /// The next request; nil for an answer that is no redirect.
    ///
    /// 307 and 308 repeat method and body; 301, 302 and 303 turn into GET, except that HEAD stays. To another origin go
    /// neither credentials nor anything of fal's. Nothing leads from https to http.
    /// - Throws: `FalError` of the code `invalidAnswer` for a redirect that leads nowhere, or where it must not.
    static func next(
        after response: HTTPResponse,
        to request: HTTPRequest,
        _ body: RequestBody
    ) throws(FalError) -> (HTTPRequest, RequestBody)? {
        let keepsBody: Bool
        switch response.status.code {
        case 301, 302, 303: keepsBody = false
        case 307, 308: keepsBody = true
        default: return nil
        }
        guard let here = AbsoluteURL("\(request.scheme ?? "")://\(request.authority ?? "")\(request.path ?? "")"),
            let location = response.headerFields[.location], let there = here.resolving(location)
        else {
            throw FalError(.invalidAnswer, "a redirect that leads nowhere", status: response.status.code)
        }
        guard here.scheme == "http" || there.scheme == "https" else {
            throw FalError(
                .invalidAnswer,
                "a redirect from https to http is not followed",
                status: response.status.code
            )
        }
        var next = request
        var nextBody = body
        next.scheme = there.scheme
        next.authority = there.authority
        next.path = there.target
        if !keepsBody, request.method != .head {
            next.method = .get
            next.headerFields[.contentType] = nil
            nextBody = .none
        }
        if here.origin != there.origin {
            next.headerFields[.authorization] = nil
            next.headerFields[.cookie] = nil
            next.headerFields.removeAll { $0.name.canonicalName.hasPrefix("x-fal-") }
        }
        return (next, nextBody)
    }
}
