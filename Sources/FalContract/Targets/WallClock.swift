#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin  // untested: the project is built and tested on Linux
#endif

/// The machine's time of day.
enum WallClock {
    /// Seconds since the Unix epoch.
    static let seconds: @Sendable () -> Int64 = { Int64(time(nil)) }
}
