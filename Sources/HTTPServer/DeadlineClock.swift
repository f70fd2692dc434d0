#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The clock that deadlines follow.
package struct DeadlineClock: Sendable {
    /// Nanoseconds that never go back.
    package var now: @Sendable () -> Int64

    /// Whether the server looks at the deadlines by itself, or only when it is told to.
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
        #if canImport(Darwin)
        clock_gettime(CLOCK_MONOTONIC, &time)
        #else
        // A few milliseconds coarse and several times cheaper; it is read twice for each request.
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        #endif
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    })
}
