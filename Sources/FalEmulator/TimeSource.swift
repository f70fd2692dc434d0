public import QueueEngine

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Musl)
internal import Musl
#elseif canImport(Darwin)
internal import Darwin  // untested: the project is built and tested on Linux
#endif

/// Real time, injected so that nothing in the emulator reads a clock of its own.
public struct TimeSource: Sendable {
    /// The real time now.
    public var now: @Sendable () -> Instant
    /// Returns at a real time, at once when it has passed; throws `CancellationError` when the task is cancelled.
    public var sleep: @Sendable (_ until: Instant) async throws -> Void

    /// Makes a source of time from its two functions.
    public init(
        now: @escaping @Sendable () -> Instant,
        sleep: @escaping @Sendable (_ until: Instant) async throws -> Void
    ) {
        self.now = now
        self.sleep = sleep
    }

    /// The machine's time of day.
    public static let system = TimeSource(
        now: timeOfDay,
        sleep: { until in
            let span = until - timeOfDay()
            if span > .zero { try await Task.sleep(for: .nanoseconds(span.nanoseconds)) }
        }
    )

    private static let timeOfDay: @Sendable () -> Instant = {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Instant(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
    }
}
