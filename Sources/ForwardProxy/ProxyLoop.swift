import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The thread of a proxy: it waits for all sockets at once and never for one of them.
///
/// With `poll`, which every system has: a proxy of one machine's clients has some hundred sockets, not thousands.
struct ProxyLoop {
    /// How many clients beyond the limit are let in to be told.
    private static let surplus = 64
    private static let pieceBytes = 64 * 1024

    let listener: Socket
    let alarm: Alarm
    let bounds: Bounds
    let clock: ProxyClock
    let maximumConnections: Int
    let count: Gauge

    /// Serves until the alarm says that it is over.
    func run() {
        var tunnels: [Tunnel] = []
        var buffer = [UInt8](repeating: 0, count: Self.pieceBytes)
        var mayAccept = true
        while true {
            var watch = Watch(alarm)
            let listening = watch.add(listener, Tunnel.Interest(isReading: mayAccept))
            let places = tunnels.map { tunnel in
                (watch.add(tunnel.client, tunnel.clientInterest), watch.add(tunnel.other, tunnel.otherInterest))
            }
            watch.wait(milliseconds: clock.isAutomatic || !mayAccept ? patience(tunnels, mayAccept) : -1)
            if watch.hasRung, alarm.isOver() { break }
            let now = clock.now()
            for (tunnel, place) in zip(tunnels, places) {
                let (client, other) = (watch[place.0], watch[place.1])
                if !client.isEmpty || !other.isEmpty {
                    tunnel.proceed(client: client, other: other, at: now, &buffer)
                }
                if tunnel.deadline <= now { tunnel.expire(at: now) }
            }
            mayAccept = true
            if watch[listening].isReading { mayAccept = accept(&tunnels, at: now) }
            tunnels.removeAll { $0.isOver }
            count.store(tunnels.count)
        }
        for tunnel in tunnels { tunnel.end() }
        count.store(0)
        listener.close()
    }

    /// Takes new clients in. False when the system has no descriptor left for them: then they wait.
    private func accept(_ tunnels: inout [Tunnel], at now: Int64) -> Bool {
        for _ in 0..<64 {
            let client: Socket
            do throws(SystemError) {
                guard let next = try listener.accept() else { return true }
                client = next
            } catch {
                return false
            }
            guard tunnels.count < maximumConnections + Self.surplus else {
                client.close()
                continue
            }
            let tunnel = Tunnel(client, bounds, at: now)
            if tunnels.count >= maximumConnections { tunnel.refuse(.tooMany, at: now) }
            tunnels.append(tunnel)
        }
        return true
    }

    /// How long to wait at most, in milliseconds: until the first deadline.
    private func patience(_ tunnels: [Tunnel], _ mayAccept: Bool) -> Int32 {
        guard mayAccept else { return 100 }
        guard let first = tunnels.map(\.deadline).min() else { return -1 }
        return Int32(min(max(0, (first - clock.now()) / 1_000_000 + 1), 60_000))
    }
}

/// What one round of a loop waits for.
private struct Watch {
    private var polled: [pollfd]

    init(_ alarm: Alarm) { polled = [alarm.poll] }

    /// Adds a socket; nil without an interest: a hang-up is told of whether one asks or not, and the system counts every entry
    /// against the descriptors that a process may have.
    mutating func add(_ socket: Socket?, _ interest: Tunnel.Interest) -> Int? {
        guard let socket, !interest.isEmpty else { return nil }
        let events = (interest.isReading ? POLLIN : 0) | (interest.isWriting ? POLLOUT : 0)
        polled.append(pollfd(fd: socket.descriptor, events: Int16(events), revents: 0))
        return polled.count - 1
    }

    /// Waits until something happens, or the time is over.
    mutating func wait(milliseconds: Int32) {
        guard poll(&polled, nfds_t(polled.count), milliseconds) < 0 else { return }
        // Nothing is known then. Without memory it must not go round and round.
        for index in polled.indices { polled[index].revents = 0 }
        if errno != EINTR { usleep(10_000) }
        polled[0].revents = Int16(POLLIN)
    }

    /// Whether the alarm is to be asked.
    var hasRung: Bool { polled[0].revents != 0 }

    /// What can be done now at a place.
    subscript(place: Int?) -> Tunnel.Interest { place.map { polled[$0].happened } ?? Tunnel.Interest() }
}

extension pollfd {
    /// What can be done now. An error or a hang-up shows itself at the next call of either kind that was asked for.
    fileprivate var happened: Tunnel.Interest {
        let trouble = Int32(revents) & (POLLERR | POLLHUP | POLLNVAL) != 0
        return Tunnel.Interest(
            isReading: Int32(events) & POLLIN != 0 && (trouble || Int32(revents) & POLLIN != 0),
            isWriting: Int32(events) & POLLOUT != 0 && (trouble || Int32(revents) & POLLOUT != 0)
        )
    }
}

/// Interrupts the wait of a loop.
final class Alarm: Sendable {
    private let reader: Int32
    private let writer: Int32
    private let over = Atomic(false)

    /// Nil if the process has no descriptors left.
    init?() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return nil }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        (reader, writer) = (ends[0], ends[1])
    }

    deinit {
        close(reader)
        close(writer)
    }

    fileprivate var poll: pollfd { .init(fd: reader, events: Int16(POLLIN), revents: 0) }

    /// Wakes the loop, for good or to look at its deadlines.
    func ring(isOver: Bool) {
        if isOver { over.store(true, ordering: .releasing) }
        var byte: UInt8 = 0
        _ = write(writer, &byte, 1)
    }

    /// Takes the ringing in; whether it was for good.
    fileprivate func isOver() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 64)
        _ = read(reader, &bytes, bytes.count)
        return over.load(ordering: .acquiring)
    }
}

/// A number that one thread writes and others read.
final class Gauge: Sendable {
    private let number = Atomic(0)

    func store(_ value: Int) { number.store(value, ordering: .releasing) }
    var value: Int { number.load(ordering: .acquiring) }
}
