/// What the URLs of each service begin with, without a slash at the end; nil for a service that the target has not.
public struct ServiceURLs: Sendable, Hashable {
    /// The synchronous host.
    public var run: String?
    /// The queue.
    public var queue: String?
    /// Storage, tokens, and the keys of webhooks.
    public var rest: String?
    /// Uploads and files.
    public var cdn: String?
    /// A whole URL that takes `x-fal-target-url`.
    public var proxy: String?
    /// Falsework's control API: what comes before `/_falsework`.
    public var control: String?

    /// No service at all.
    public init() {}

    /// fal's own hosts.
    public static let live = {
        var urls = ServiceURLs()
        urls.run = "https://fal.run"
        urls.queue = "https://queue.fal.run"
        urls.rest = "https://rest.fal.ai"
        urls.cdn = "https://v3.fal.media"
        return urls
    }()

    /// Everything at one address, told apart by prefixes of the path, as Falsework has it.
    public static func prefixed(_ base: String) -> ServiceURLs {
        var urls = ServiceURLs()
        urls.run = base + "/run"
        urls.queue = base + "/queue"
        urls.rest = base + "/rest"
        urls.cdn = base + "/cdn"
        urls.proxy = base + "/api/fal/proxy"
        return urls
    }

    /// Whether the synchronous host and the queue are fal's own names, whatever answers to them.
    var areFals: Bool { queue == Self.live.queue }

    /// Whether a URL is one that cases may follow: the target's, this machine's, or fal's where the target answers to fal's
    /// names. Anything else would leave the target, with its key.
    func cover(_ url: String) -> Bool {
        guard let parts = URLParts(url) else { return false }
        let host = parts.host
        if ["localhost", "127.0.0.1", "[::1]"].contains(host) || host.hasSuffix(".localhost") {
            return true
        }
        if areFals {
            let domains = ["fal.run", "fal.ai", "fal.media"]
            if domains.contains(where: { host == $0 || host.hasSuffix("." + $0) }) { return true }
        }
        return [run, queue, rest, cdn, proxy, control].contains { own in
            own.flatMap { URLParts($0) }?.authority == parts.authority
        }
    }
}

/// An http or https URL in its parts.
struct URLParts: Sendable, Hashable {
    let scheme: String
    let authority: String
    /// Path and query; `/` if there is neither.
    let path: String

    /// Reads a URL; nil for one that is not http, or has characters that a request line cannot have.
    init?(_ url: String) {
        guard let colon = url.firstIndex(of: ":"), url[colon...].hasPrefix("://"),
            url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return nil }
        scheme = url[..<colon].lowercased()
        guard scheme == "http" || scheme == "https" else { return nil }
        let rest = url[url.index(colon, offsetBy: 3)...]
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        authority = rest[..<end].lowercased()
        guard !authority.isEmpty, !authority.contains("@") else { return nil }
        let path = rest[end...].prefix { $0 != "#" }
        self.path = path.hasPrefix("/") ? String(path) : "/" + path
    }

    /// The authority without its port.
    var host: String {
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            return String(authority[...end])
        }
        return String(authority.prefix { $0 != ":" })
    }
}
