#if canImport(Glibc)
import CMicroHTTPD
import Glibc
#elseif canImport(Musl)
import CMicroHTTPD
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Notices peers that leave while libmicrohttpd has their connection suspended and does not look itself.
///
/// One thread waits; any thread adds and removes. A peer that closes its sending half counts as gone.
final class PeerWatcher: Sendable {
    /// The token of `wake`.
    private static let wakeToken = UInt64.max

    private let wakeReader: Int32
    private let wakeWriter: Int32

    /// False if the process has no descriptors left.
    let isReady: Bool

    /// Interrupts the wait.
    func wake() {
        var byte: UInt8 = 0
        _ = write(wakeWriter, &byte, 1)
    }

    #if os(Linux)
    private let set: Int32

    init() {
        var ends: [Int32] = [-1, -1]
        let isPiped = pipe(&ends) == 0
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        set = microhttpd_epoll_create()
        (wakeReader, wakeWriter) = (ends[0], ends[1])
        isReady = isPiped && microhttpd_epoll_add_readable(set, wakeReader, Self.wakeToken) == 0
    }

    deinit {
        close(set)
        close(wakeReader)
        close(wakeWriter)
    }

    /// Watches a descriptor until its peer leaves, once.
    func add(_ descriptor: Int32, token: UInt64) {
        _ = microhttpd_epoll_add(set, descriptor, token)
    }

    /// Ends the watch; to be called before the descriptor is closed.
    func remove(_ descriptor: Int32, token: UInt64) {
        _ = microhttpd_epoll_remove(set, descriptor)
    }

    /// Waits and returns the tokens whose peers have left; nil after `wake`.
    func wait(milliseconds: Int32) -> [UInt64]? {
        withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 64) { tokens in
            let count = microhttpd_epoll_wait(set, tokens.baseAddress, milliseconds)
            let left = tokens.prefix(max(0, Int(count)))
            return left.contains(Self.wakeToken) ? nil : Array(left)
        }
    }
    #else
    // Not tested: written for Darwin, where it would serve a few hundred suspended connections well enough.
    private let watched = Locked<[UInt64: Int32]>([:])

    init() {
        var ends: [Int32] = [-1, -1]
        isReady = pipe(&ends) == 0
        (wakeReader, wakeWriter) = (ends[0], ends[1])
    }

    deinit {
        close(wakeReader)
        close(wakeWriter)
    }

    func add(_ descriptor: Int32, token: UInt64) {
        watched.withLock { $0[token] = descriptor }
    }

    func remove(_ descriptor: Int32, token: UInt64) {
        watched.withLock { _ = $0.removeValue(forKey: token) }
    }

    func wait(milliseconds: Int32) -> [UInt64]? {
        let entries = watched.withLock { Array($0) }
        var polled = entries.map { pollfd(fd: $0.value, events: 0, revents: 0) }
        polled.append(pollfd(fd: wakeReader, events: Int16(POLLIN), revents: 0))
        // Descriptors added meanwhile are seen in the next round, hence the short wait.
        guard poll(&polled, nfds_t(polled.count), min(milliseconds, 100)) > 0 else { return [] }
        if polled[entries.count].revents != 0 { return nil }
        let left = entries.indices.filter { polled[$0].revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 }
        return watched.withLock { watched in
            left.compactMap { watched.removeValue(forKey: entries[$0].key) == nil ? nil : entries[$0].key }
        }
    }
    #endif
}
