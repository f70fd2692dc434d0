internal import HTTPServer

/// Where clients wanted to go and were not let: hosts and how often.
public final class EgressLedger: Sendable {
    private struct Counts {
        var byHost: [String: Int] = [:]
        var total = 0
    }

    /// How many hosts are told apart; the others are only counted.
    static let mostHosts = 1_000

    private let counts = Locked(Counts())

    /// Makes an empty ledger.
    public init() {}

    /// Notes a connection that was refused. True for the first one to a host.
    @discardableResult
    public func note(host: String, port: UInt16) -> Bool {
        let name = (host.contains(":") ? "[\(host)]" : host) + ":\(port)"
        return counts.withLock { counts in
            counts.total += 1
            guard counts.byHost[name] != nil || counts.byHost.count < Self.mostHosts else { return false }
            counts.byHost[name, default: 0] += 1
            return counts.byHost[name] == 1
        }
    }

    /// The hosts, most refused first.
    public var refused: [(host: String, times: Int)] {
        counts.withLock { $0.byHost }.map { (host: $0.key, times: $0.value) }.sorted {
            $0.times == $1.times ? $0.host < $1.host : $0.times > $1.times
        }
    }

    /// How often anything was refused.
    public var total: Int { counts.withLock { $0.total } }

    /// Forgets everything.
    func clear() { counts.withLock { $0 = Counts() } }
}
