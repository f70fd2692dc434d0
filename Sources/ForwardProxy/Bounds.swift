/// What every tunnel of a proxy has to keep to; times in nanoseconds.
struct Bounds: Sendable {
    let head: Int64
    let connect: Int64
    let idle: Int64
    let farewell: Int64
    let headBytes: Int
    let lookUps: LookUpCount
    let policy: ProxyPolicy

    init(_ configuration: ForwardProxyConfiguration, policy: @escaping ProxyPolicy) {
        head = configuration.headDeadline.boundedNanoseconds
        connect = configuration.connectDeadline.boundedNanoseconds
        idle = configuration.idleTimeout.boundedNanoseconds
        farewell = configuration.farewellDeadline.boundedNanoseconds
        headBytes = max(256, configuration.maximumHeadBytes)
        lookUps = LookUpCount(limit: configuration.maximumLookUps)
        self.policy = policy
    }
}

extension Duration {
    /// Whole nanoseconds, bounded so that sums with a clock's time do not overflow.
    fileprivate var boundedNanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return min(max(seconds, 0), 1_000_000_000) * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
