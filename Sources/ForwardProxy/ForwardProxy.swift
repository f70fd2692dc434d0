import Synchronization
import SystemThreads

/// An HTTP forward proxy: it joins clients that ask with `CONNECT`, or for an absolute URL, to where a policy says.
///
/// It has one thread. A client that is slow, silent or gone keeps nobody else waiting; half-closed connections stay so; a
/// reset of one side is a reset of the other.
public final class ForwardProxy: Sendable {
    /// The numeric address that it listens on.
    public let host: String
    /// The port that it listens on.
    public let port: UInt16

    private let alarm: Alarm
    private let gauge = Gauge()
    private let thread: SystemThread
    private let isStopped = Atomic(false)

    /// Starts a proxy.
    /// - Throws: when it cannot listen.
    public convenience init(
        _ configuration: ForwardProxyConfiguration = ForwardProxyConfiguration(),
        policy: @escaping ProxyPolicy
    ) throws(ForwardProxyError) {
        try self.init(configuration, clock: .monotonic, policy: policy)
    }

    /// Starts a proxy whose deadlines follow another clock.
    package init(
        _ configuration: ForwardProxyConfiguration,
        clock: ProxyClock,
        policy: @escaping ProxyPolicy
    ) throws(ForwardProxyError) {
        let place = "\(configuration.host) port \(configuration.port)"
        guard let address = SocketAddress(host: configuration.host, port: configuration.port) else {
            throw ForwardProxyError(.badAddress, "cannot listen on \(place): expected a numeric address or localhost")
        }
        guard let alarm = Alarm() else { throw ForwardProxyError(.failed, "no descriptor is left") }
        let listener: Socket
        do throws(SystemError) {
            listener = try Socket.listen(address)
        } catch {
            throw ForwardProxyError(error.listeningCode, "cannot listen on \(place): \(error.message)")
        }
        let loop = ProxyLoop(
            listener: listener,
            alarm: alarm,
            bounds: Bounds(configuration, policy: policy),
            clock: clock,
            maximumConnections: max(1, configuration.maximumConnections),
            count: gauge
        )
        let port = listener.port
        guard let thread = SystemThread({ loop.run() }) else {
            listener.close()
            throw ForwardProxyError(.failed, "cannot start a thread")
        }
        host = configuration.host
        self.port = port
        self.alarm = alarm
        self.thread = thread
    }

    deinit { stop() }

    /// Cuts all connections and ends the thread; returns when that is done.
    public func stop() {
        guard !isStopped.exchange(true, ordering: .acquiringAndReleasing) else { return }
        alarm.ring(isOver: true)
        thread.join()
    }

    /// Looks at the deadlines; tests call it after they moved the clock.
    package func enforceDeadlines() { alarm.ring(isOver: false) }

    /// How many clients there are.
    package var connectionCount: Int { gauge.value }
}
