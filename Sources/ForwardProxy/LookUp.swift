import Synchronization
import SystemThreads

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A name on its way to a name server. The look-up blocks, so it has a thread of its own, which sends what it found as one
/// datagram.
struct LookUp {
    /// Becomes readable when the answer is there.
    let socket: Socket

    /// Starts; nil when as many are under way as may be, or the system has nothing left.
    init?(_ host: String, port: UInt16, _ pending: LookUpCount) {
        guard pending.enter() else { return nil }
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Socket.datagramType, 0, &ends) == 0 else {
            pending.leave()
            return nil
        }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        let (reader, writer) = (ends[0], ends[1])
        let thread = SystemThread {
            let found = SocketAddress.lookUp(host, port: port)
            // Nobody may be there any more to read it.
            _ = found.withUnsafeBytes { send(writer, $0.baseAddress, $0.count, Socket.withoutSignal) }
            close(writer)
            pending.leave()
        }
        guard let thread else {
            close(reader)
            close(writer)
            pending.leave()
            return nil
        }
        thread.detach()
        socket = Socket(owned: reader)
    }

    /// What was found; empty when nothing was.
    func answer() -> [SocketAddress] {
        var bytes = [UInt8](repeating: 0, count: 16 * MemoryLayout<SocketAddress>.stride)
        guard case .moved(let count) = socket.read(into: &bytes) else { return [] }
        return bytes.withUnsafeBytes { buffer in
            (0..<count / MemoryLayout<SocketAddress>.stride).map { index in
                buffer.loadUnaligned(fromByteOffset: index * MemoryLayout<SocketAddress>.stride, as: SocketAddress.self)
            }
        }
    }
}

/// How many look-ups are under way; their threads outlive who asked.
final class LookUpCount: Sendable {
    private let count = Atomic(0)
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// False when there are as many as may be.
    func enter() -> Bool {
        if count.wrappingAdd(1, ordering: .relaxed).oldValue < limit { return true }
        leave()
        return false
    }

    func leave() { count.wrappingSubtract(1, ordering: .relaxed) }
}
