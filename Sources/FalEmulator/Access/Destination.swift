internal import FalAPI
internal import HTTPServer
internal import HTTPTypes

/// One of the services that share the port.
enum Service: String, Sendable, CaseIterable {
    case run
    case queue
    case rest
    case cdn
    case api
}

/// Where a request is meant to go, and what the URLs in its answer begin with.
struct Destination: Sendable {
    /// The service, chosen by the first segment of the path, else by the host.
    var service: Service
    /// The decoded segments of the path, without a service's prefix.
    var segments: [String]
    /// Where the caller reaches the services.
    var origin: Origin
    /// Whether a proxy header named the target.
    var isProxied = false

    /// The service that a host is the name of.
    static func service(host: some StringProtocol) -> Service {
        if host.hasPrefix("queue.") { return .queue }
        if host.hasPrefix("rest.") { return .rest }
        if host.hasPrefix("cdn.") || host == "fal.media" || host.hasSuffix(".fal.media") { return .cdn }
        if host.hasPrefix("api.") { return .api }
        return .run
    }

    /// Whether a host is one of fal's own names, or below one.
    static func isFal(host: some StringProtocol) -> Bool {
        ["fal.run", "falrun.com", "fal.ai", "fal.media"].contains { domain in
            host == domain || (host.hasSuffix(domain) && host.dropLast(domain.utf8.count).hasSuffix("."))
        }
    }

    /// Chooses by a request's host and path. Nil when the path does not decode.
    /// - Parameter publicURL: what URLs in bodies begin with, if they are not to follow the caller.
    init?(_ request: Request, publicURL: String?) {
        guard var segments = request.pathSegments else { return nil }
        let authority = (request.authority ?? "localhost").lowercased()
        let host = Self.host(of: authority)
        var prefix: Service?
        if let first = segments.first, let named = Service(rawValue: first) {
            prefix = named
            segments.removeFirst()
        }
        service = prefix ?? Self.service(host: host)
        if prefix == nil {
            // Whatever the host: files are the CDN's, and an operation on a request is the queue's.
            if segments.first == "files" {
                service = .cdn
            } else if service == .run, case .request? = QueuePath(segments: segments) {
                service = .queue
            }
        }
        self.segments = segments
        if let publicURL {
            origin = Origin(base: publicURL, isPrefixed: true)
        } else {
            // Always https for fal's own names, also when TLS ended in front: the clients know no other scheme there.
            let scheme = request.isSecure || Self.isFal(host: host) ? "https://" : "http://"
            origin = Origin(
                base: scheme + authority,
                isPrefixed: prefix != nil,
                falPort: Self.falPort(of: authority, host)
            )
        }
    }

    /// The destination that a proxy header names. URLs in the answer are on the emulator's own origin, since the client
    /// would not send what it does with them through the proxy.
    func proxied(to target: ProxyTarget, _ request: Request, _ publicURL: String?) -> Destination? {
        var inner = request
        inner.target = target.target
        inner.headerFields[.host] = target.authority
        guard var destination = Destination(inner, publicURL: publicURL) else { return nil }
        destination.origin = Origin(base: origin.base, isPrefixed: true)
        destination.isProxied = true
        return destination
    }

    /// What follows the host where that is one of fal's names: `:8443`, or nothing; nil for other hosts.
    private static func falPort(of authority: String, _ host: Substring) -> String? {
        isFal(host: host) ? String(authority.dropFirst(host.count)) : nil
    }

    /// The host without its port; the brackets of an IPv6 address stay.
    private static func host(of authority: String) -> Substring {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") { return authority[...end] }
        return authority.prefix { $0 != ":" }
    }
}

/// What the URLs in a body begin with: they follow how the caller came, so that a client that uses them comes back.
struct Origin: Sendable, Hashable {
    /// Scheme, host and port of the caller's request.
    let base: String
    /// Whether the caller tells services apart by a prefix of the path.
    let isPrefixed: Bool
    /// The port, with its colon, of a caller who uses one of fal's own names; nil for all others.
    var falPort: String?

    /// What a URL on the queue begins with.
    var queue: String { isPrefixed ? base + "/queue" : base }

    /// What the URL of an output file begins with. fal serves outputs from `v3b.fal.media` (captured 2026-04).
    var files: String { falPort.map { "https://v3b.fal.media\($0)" } ?? base + "/cdn" }
}
