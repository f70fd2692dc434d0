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
    var segments: ArraySlice<String>
    /// Where the caller reaches the services.
    var origin: Origin
    /// Whether a proxy header named the target.
    var isProxied = false

    /// Chooses by a request's host and path. Nil when the path does not decode.
    /// - Parameter publicURL: what URLs in bodies begin with, if they are not to follow the caller.
    init?(_ request: Request, publicURL: String?) {
        guard let all = request.pathSegments else { return nil }
        var segments = all[...]
        let authority = Authority(request.authority ?? "localhost")
        var prefix: Service?
        if let first = segments.first, let named = Service(rawValue: first) {
            prefix = named
            segments = segments.dropFirst()
        }
        service = prefix ?? authority.service
        if prefix == nil {
            // Whatever the host: files are the CDN's, and an operation on a request is the queue's.
            if segments.first == "files" {
                service = .cdn
            } else if segments.first == ".well-known" {
                service = .rest
            } else if service == .run, case .request? = QueuePath(segments: segments) {
                service = .queue
            }
        }
        self.segments = segments
        if let publicURL {
            origin = Origin(base: publicURL, isPrefixed: true)
        } else {
            // Always https for fal's own names, also when TLS ended in front: the clients know no other scheme there.
            let isFal = authority.isFal
            origin = Origin(
                base: (request.isSecure || isFal ? "https://" : "http://") + authority.text,
                isPrefixed: prefix != nil,
                falPort: isFal ? String(authority.port) : nil
            )
        }
    }

    /// The destination that a proxy header names. URLs in the answer are on the emulator's own origin, since the client
    /// would not send what it does with them through the proxy.
    func proxied(to target: ProxyTarget, _ request: Request, _ publicURL: String?) -> Destination? {
        var inner = request
        inner.target = target.target
        inner.headerFields[.host] = target.authority.text
        guard var destination = Destination(inner, publicURL: publicURL) else { return nil }
        destination.origin = Origin(base: origin.base, isPrefixed: true)
        destination.isProxied = true
        return destination
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

    /// What the URL of an uploaded file begins with, and the URLs that files are sent to (fal-client 1.0.3 uploads to
    /// `v3.fal.media`).
    var uploads: String { falPort.map { "https://v3.fal.media\($0)" } ?? base + "/cdn" }

    /// What the URL of an output file begins with. fal serves outputs from `v3b.fal.media` (captured 2026-04).
    var files: String { falPort.map { "https://v3b.fal.media\($0)" } ?? base + "/cdn" }
}
