internal import ArgumentParser
internal import FalEmulator
internal import ForwardProxy
internal import HTTPServer
internal import Logging

/// Where clients of the forward proxy may go beside fal's hosts and this machine.
struct EgressOptions: ParsableArguments {
    @Option(
        help:
            "A host that clients of the proxy may reach beside fal's and this machine; repeatable (FALSEWORK_ALLOW_EGRESS: with commas)."
    )
    var allowEgress: [String] = []

    @Flag(inversion: .prefixedNo, help: "Let clients of the proxy reach nothing else.")
    var denyEgress = true

    /// The policy for a proxy that listens on an address.
    func policy(listeningOn host: String) throws -> EgressPolicy {
        var allowed = try HostPatterns.read(allowEgress, "allow-egress")
        let denies = try denyEgress && Environment.value(nil as Bool?, "deny-egress", default: true)
        if !denies, let all = WebhookPattern("*") { allowed.append(all) }
        // Who comes from another machine must not get at what listens for this one only.
        let isLocal = host == "localhost" || host.hasPrefix("127.") || host == "::1"
        return EgressPolicy(allowed: allowed, opensMachine: isLocal)
    }

    /// Starts a proxy in front of the servers' first two listeners, the plain one and the one for TLS.
    static func proxy(
        _ place: Place,
        port: UInt16,
        policy: EgressPolicy,
        to server: Server,
        ledger: EgressLedger,
        logger: Logger
    ) throws -> ForwardProxy {
        let addresses = server.addresses
        guard let plain = addresses.first(where: { !$0.isSecure }), let secure = addresses.first(where: \.isSecure)
        else {
            throw Failure.failed("the proxy has nothing to lead to")
        }
        do throws(ForwardProxyError) {
            return try ForwardProxy(ForwardProxyConfiguration(host: place.host, port: port)) { request in
                switch policy.judge(host: request.host, port: request.port, isTunnel: request.form == .tunnel) {
                case .secure: return .join(host: secure.reachableHost, port: secure.port)
                case .plain: return .join(host: plain.reachableHost, port: plain.port)
                case .machine(let address): return .join(host: address, port: request.port)
                case .elsewhere: return .passOn
                case .refused(let reason):
                    if ledger.note(host: request.host, port: request.port) {
                        logger.info("egress refused: \(request.authority)")
                    }
                    return .refuse(reason)
                }
            }
        } catch {
            throw Failure.failed(error.message)
        }
    }
}

extension BoundAddress {
    /// An address at which the listener is reached from this machine.
    fileprivate var reachableHost: String {
        switch host {
        case "0.0.0.0": "127.0.0.1"
        case "::": "::1"
        default: host
        }
    }
}
