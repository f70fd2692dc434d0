/// Hosts beyond this machine that webhooks may be delivered to, and files fetched from: `example.com`, `*.example.com`, `10.0.0.5:8080`, or `*`.
public struct WebhookPattern: Sendable, Hashable {
    private enum Hosts: Hashable {
        case all
        case below(String)
        case one(WebhookHost)
    }

    private let hosts: Hosts
    private let port: Int?

    /// What a pattern can be, for messages.
    public static let forms = "a host, *.domain or *, each with :port if only that port is meant"

    /// Reads a pattern; nil when it is none.
    public init?(_ text: String) {
        guard let (host, port) = WebhookTarget.split(authority: text) else { return nil }
        self.port = port
        if host == "*" {
            hosts = .all
        } else if host.hasPrefix("*."), case .name(let domain)? = WebhookHost(host.dropFirst(2)) {
            hosts = .below(domain)
        } else if let one = WebhookHost(host) {
            hosts = .one(one)
        } else {
            return nil
        }
    }

    /// Whether it names exactly this host, and not a set of them.
    func names(_ host: WebhookHost, port: Int) -> Bool { allows(host, port: port) && hosts == .one(host) }

    /// Whether it lets a host through.
    func allows(_ host: WebhookHost, port: Int) -> Bool {
        guard self.port == nil || self.port == port else { return false }
        return switch hosts {
        case .all: true
        case .below(let domain): host.isBelow(domain)
        case .one(let one): host == one
        }
    }
}
