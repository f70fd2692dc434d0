internal import FalAPI
internal import HTTPServer
internal import HTTPTypes

/// Takes the proxy's part of a request that names its target in `x-fal-target-url`: lets it through or not, and gives it the
/// header fields that the proxy would send on.
struct ProxyGate: Sendable {
    let mode: ProxyMode

    /// What the stock proxy lets through (@fal-ai/server-proxy, `DEFAULT_ALLOWED_URL_PATTERNS`, read 2026-08).
    private static let allowedUploads: Set = [
        "/storage/upload/initiate?storage_type=fal-cdn-v3",
        "/storage/upload/complete-multipart?storage_type=fal-cdn-v3",
    ]

    /// The target, and the request as it reaches fal.
    /// - Throws: what the proxy itself answers.
    func admit(_ request: inout Request, to url: String) throws(RequestRefusal) -> ProxyTarget {
        switch mode {
        case .open:
            guard let target = ProxyTarget(url) else { throw .badTarget }
            return target
        case .stock, .keyless:
            // Next's route exports these three.
            guard [.get, .head, .post, .put].contains(request.method) else { throw .proxyMethod }
            guard let target = ProxyTarget(url) else { throw Self.refusal(of: url) }
            guard Self.isAllowed(target) else { throw .badTarget }
            request.headerFields = passedOn(request)
            return target
        case .formula:
            guard request.method == .get || request.method == .post else { throw .proxyMethod }
            guard let target = ProxyTarget(url), target.authority.isRunOrAI else { throw .proxyPrecondition }
            let type = request.header(.contentType) ?? ""
            guard request.method == .get || type.lowercased().hasPrefix("application/json") else {
                throw .proxyMediaType
            }
            return target
        }
    }

    /// What the stock proxy does with what is no target. It throws on what `new URL` does not take; it looks at the host alone,
    /// so that a user or another scheme gets past its list, and `fetch` throws. Its framework answers 500 to both.
    private static func refusal(of text: String) -> RequestRefusal {
        if text.isEmpty { return .badTarget }
        guard isURL(text) else { return .proxyFailure }
        guard let mark = text.firstRange(of: "://") else { return .badTarget }
        let rest = text[mark.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        return ProxyTarget("https://" + host + rest[authority.endIndex...]).map(isAllowed) == true
            ? .proxyFailure : .badTarget
    }

    /// A URL as `new URL` takes it.
    private static func isURL(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":"), let first = text.utf8.first,
            UInt8(ascii: "a")...UInt8(ascii: "z") ~= first | 0x20
        else { return false }
        let scheme = text[..<colon]
        guard
            scheme.utf8.allSatisfy({
                UInt8(ascii: "a")...UInt8(ascii: "z") ~= $0 | 0x20 || "0123456789+-.".utf8.contains($0)
            })
        else { return false }
        let isWeb = ["http", "https"].contains(scheme.lowercased())
        return !isWeb || text[colon...].dropFirst().contains { $0 != "/" }
    }

    /// The patterns compare host with port, path and query as text: a target with a port is not on the list.
    private static func isAllowed(_ target: ProxyTarget) -> Bool {
        switch target.authority.text {
        case "fal.run", "queue.fal.run": true
        case "rest.fal.ai": allowedUploads.contains(target.target)
        default: false
        }
    }

    /// The proxy's own request. What chooses a scenario is ours and stays.
    private func passedOn(_ request: Request) -> HTTPFields {
        var fields = HTTPFields()
        for field in request.headerFields {
            let name = field.name.canonicalName
            if name.hasPrefix("x-fal-") || name.hasPrefix("x-falsework-") || name == "content-length" {
                fields.append(field)
            }
        }
        for name in [HTTPField.Name.host, .userAgent, .origin] { fields[name] = request.header(name) }
        fields[.authorization] = request.header(.authorization) ?? (mode == .keyless ? "Key undefined" : nil)
        fields[.accept] = "application/json"
        fields[.contentType] = "application/json"
        fields[.falClientProxy] = "@fal-ai/server-proxy/nextjs-app-router"
        return fields
    }
}
