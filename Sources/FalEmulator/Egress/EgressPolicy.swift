/// Where the clients of a forward proxy may go: fal's hosts are the emulator, this machine is open, and the rest of the world is
/// closed unless a pattern opens it.
public struct EgressPolicy: Sendable {
    /// What becomes of a connection.
    public enum Verdict: Sendable, Hashable {
        /// The emulator's port for HTTPS.
        case secure
        /// The emulator's port for HTTP.
        case plain
        /// This machine, at that address.
        case machine(address: String)
        /// Where it asks to go.
        case elsewhere
        /// Nowhere; in words for people.
        case refused(String)
    }

    private let allowed: [WebhookPattern]
    private let opensMachine: Bool

    /// Makes a policy.
    /// - Parameters:
    ///   - allowed: the hosts that are open beside this machine.
    ///   - opensMachine: whether this machine is open; not for clients of other machines.
    public init(allowed: [WebhookPattern] = [], opensMachine: Bool = true) {
        self.allowed = allowed
        self.opensMachine = opensMachine
    }

    /// fal's domains; the emulator takes the place of all hosts below them.
    public static var falDomains: [String] { Authority.domains }

    /// Decides about a host.
    /// - Parameters:
    ///   - host: in lower case, an IPv6 address without brackets.
    ///   - port: the port that it asks for.
    ///   - isTunnel: whether the client speaks TLS itself.
    public func judge(host: String, port: UInt16, isTunnel: Bool) -> Verdict {
        if Authority(host).isFal {
            switch (port, isTunnel) {
            case (443, true): return .secure
            // A client that leaves TLS to its proxy; the emulator's URLs say https for fal's names either way.
            case (443, false), (80, _): return .plain
            default: return .refused("falsework answers for \(host) on the ports 443 and 80 only, not on \(port)")
            }
        }
        let spelled = host.contains(":") ? "[\(host)]" : host
        guard let name = WebhookHost(spelled) else {
            return .refused("'\(host)' is no host; an IPv4 address is four decimal numbers")
        }
        if name.isLoopback, opensMachine {
            if case .name = name { return .machine(address: "127.0.0.1") }
            return .machine(address: host)
        }
        if allowed.contains(where: { $0.allows(name, port: Int(port)) }) { return .elsewhere }
        return .refused(
            "falsework lets nothing out to \(spelled):\(port); start it with --allow-egress \(spelled) to reach it"
        )
    }
}
