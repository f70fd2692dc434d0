#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The clock that a proxy's deadlines follow.
package struct ProxyClock: Sendable {
    /// Nanoseconds that never go back.
    package var now: @Sendable () -> Int64
    /// Whether deadlines are looked at as time passes, or only when the proxy is told to.
    package var isAutomatic: Bool

    /// Makes a clock that stands still until a test moves it.
    package init(manual now: @escaping @Sendable () -> Int64) {
        self.now = now
        isAutomatic = false
    }

    private init(automatic now: @escaping @Sendable () -> Int64) {
        self.now = now
        isAutomatic = true
    }

    /// The system's monotonic clock.
    package static let monotonic = Self(automatic: {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    })
}
