import CMicroHTTPD
import Synchronization
import SystemThreads

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What a server's listeners, connections and threads share.
final class ServerCore: Sendable {
    let configuration: ServerConfiguration
    let handler: Handler
    let clock: DeadlineClock
    let watcher = PeerWatcher()

    let maximumBodyBytes: UInt64
    /// How much of a body that is too large is read and thrown away, so that its sender reads the answer.
    let maximumDiscardedBytes: UInt64
    let idleTimeout: Int64
    let headDeadline: Int64
    let bodyDeadline: Int64

    private let phase = Atomic(Phase.serving)
    private let lifecycle = Locked(Lifecycle.new)
    private let table = Locked(Table())

    private enum Phase: UInt8, AtomicRepresentable {
        case serving, draining, cutting
    }

    private enum Lifecycle {
        case new
        case running(Running)
        case stopping([CheckedContinuation<Void, Never>])
        case stopped
    }

    private struct Running {
        var daemons: [Daemon]
        var addresses: [BoundAddress]
        var housekeeper: SystemThread
    }

    private struct Table {
        var next: UInt64 = 0
        var connections: [UInt64: Connection] = [:]
    }

    init(_ configuration: ServerConfiguration, clock: DeadlineClock, handler: @escaping Handler) {
        self.configuration = configuration
        self.clock = clock
        self.handler = handler
        maximumBodyBytes = UInt64(max(0, configuration.maximumBodyBytes))
        maximumDiscardedBytes = max(2 * min(maximumBodyBytes, 1 << 40), 4 << 20)
        idleTimeout = configuration.idleTimeout.nanoseconds
        headDeadline = configuration.headDeadline.nanoseconds
        bodyDeadline = configuration.bodyDeadline.nanoseconds
    }

    var isStopping: Bool { phase.load(ordering: .sequentiallyConsistent) != .serving }
    var isCutting: Bool { phase.load(ordering: .sequentiallyConsistent) == .cutting }

    var addresses: [BoundAddress] {
        lifecycle.withLock { if case .running(let running) = $0 { running.addresses } else { [] } }
    }

    var connectionCount: Int { table.withLock { $0.connections.count } }

    func start() throws(ServerError) {
        try lifecycle.withLock { lifecycle throws(ServerError) in
            guard case .new = lifecycle else { throw ServerError(.failed, "the server was started before") }
            lifecycle = .running(try open())
        }
    }

    private func open() throws(ServerError) -> Running {
        guard watcher.isReady else { throw ServerError(.failed, "cannot watch connections: no descriptor left") }
        var daemons: [Daemon] = []
        var addresses: [BoundAddress] = []
        do throws(ServerError) {
            for listener in configuration.listeners {
                let socket = try ListeningSocket(listener)
                daemons.append(try Daemon(self, socket: socket, tls: listener.tls))
                addresses.append(socket.address)
            }
            guard let housekeeper = SystemThread({ self.keepHouse() }) else {
                throw ServerError(.failed, "cannot start a thread")
            }
            return Running(daemons: daemons, addresses: addresses, housekeeper: housekeeper)
        } catch {
            for daemon in daemons { daemon.stop() }
            throw error
        }
    }

    func stop(grace: Duration) async {
        await withCheckedContinuation { continuation in
            let running = lifecycle.withLock { lifecycle -> Running? in
                switch lifecycle {
                case .running(let running):
                    lifecycle = .stopping([continuation])
                    return running
                case .stopping(let others):
                    lifecycle = .stopping(others + [continuation])
                case .new, .stopped:
                    lifecycle = .stopped
                    continuation.resume()
                }
                return nil
            }
            if let running { stopOnOwnThread(running, grace: grace) }
        }
    }

    func stopInBackground() {
        let running = lifecycle.withLock { lifecycle -> Running? in
            guard case .running(let running) = lifecycle else { return nil }
            lifecycle = .stopping([])
            return running
        }
        if let running { stopOnOwnThread(running, grace: .zero) }
    }

    private func stopOnOwnThread(_ running: Running, grace: Duration) {
        let work: @Sendable () -> Void = {
            self.close(running, grace: grace)
            let waiting = self.lifecycle.withLock { lifecycle in
                defer { lifecycle = .stopped }
                if case .stopping(let waiting) = lifecycle { return waiting }
                return []
            }
            for continuation in waiting { continuation.resume() }
        }
        if let thread = SystemThread(work) { thread.detach() } else { work() }
    }

    /// Blocks until everything has ended.
    ///
    /// `MHD_quiesce_daemon` is not used: it and the daemon's own threads may both remove the listening socket from
    /// their epoll set, and the one that comes second aborts the process. So new connections come in until the end,
    /// and get 503.
    private func close(_ running: Running, grace: Duration) {
        phase.store(.draining, ordering: .sequentiallyConsistent)
        wait(upTo: grace.nanoseconds) { !connections.contains { $0.isBusy.load(ordering: .sequentiallyConsistent) } }

        // From here on nothing suspends itself any more, and what is suspended is resumed by the cut. Stopping a
        // daemon that has a suspended connection aborts the process.
        phase.store(.cutting, ordering: .sequentiallyConsistent)
        let refusal = configuration.refuse(Refusal(.stopping, "The server is stopping"))
        let cut = connections.filter { $0.cut(answer: refusal) }
        wait(upTo: 1_000_000_000) { !cut.contains { $0.isBusy.load(ordering: .sequentiallyConsistent) } }

        for daemon in running.daemons { daemon.stop() }
        watcher.wake()
        running.housekeeper.join()
    }

    private func wait(upTo limit: Int64, until condition: () -> Bool) {
        let end = DeadlineClock.monotonic.now() &+ limit
        while !condition(), DeadlineClock.monotonic.now() < end { usleep(1000) }
    }

    private var connections: [Connection] { table.withLock { Array($0.connections.values) } }

    func open(_ handle: OpaquePointer, isSecure: Bool) -> Connection {
        table.withLock { table in
            table.next += 1
            let connection = Connection(
                self,
                id: table.next,
                handle: handle,
                isSecure: isSecure,
                isSurplus: table.connections.count >= configuration.maximumConnections
            )
            table.connections[connection.id] = connection
            // A few are let in to be told; beyond them there is only a closed door.
            if table.connections.count > configuration.maximumConnections + 256 { connection.shutDown() }
            return connection
        }
    }

    /// Forgets a connection before libmicrohttpd closes its descriptor.
    func close(_ connection: Connection) {
        table.withLock { _ = $0.connections.removeValue(forKey: connection.id) }
    }

    func enforceDeadlines() {
        let now = clock.now()
        // The lock keeps the descriptors open meanwhile.
        table.withLock { table in
            for connection in table.connections.values {
                if connection.deadline.load(ordering: .relaxed) <= now {
                    connection.cutLate()
                } else {
                    connection.closeIfOver(at: now)
                }
            }
        }
    }

    /// The thread that looks for peers that left and for deadlines that passed.
    private func keepHouse() {
        // Peers that stopped sending in the middle of a body. libmicrohttpd may be busy with their last bytes when it is
        // told first, so it is told until it has understood.
        var ended: Set<UInt64> = []
        while let tokens = watcher.wait(milliseconds: ended.isEmpty ? 500 : 20) {
            ended.formUnion(tokens)
            if !ended.isEmpty {
                ended = table.withLock { table in
                    ended.filter { table.connections[$0]?.sendsNothingMore() ?? false }
                }
            }
            for token in tokens {
                table.withLock { $0.connections[token] }?.cut(answer: Response(body: .hangUp))
            }
            if clock.isAutomatic { enforceDeadlines() }
        }
    }
}

extension Duration {
    /// Whole nanoseconds, bounded so that sums with a clock's time do not overflow.
    var nanoseconds: Int64 {
        let (seconds, attoseconds) = components
        return min(max(seconds, 0), 1_000_000_000) * 1_000_000_000 + attoseconds / 1_000_000_000
    }
}
