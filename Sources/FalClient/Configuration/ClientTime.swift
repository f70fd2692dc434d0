internal import Foundation

/// The clocks that a client goes by: one for waiting, and the time of day for what servers say in dates.
public struct ClientTime: Sendable {
    /// How long the clock has been running, from an arbitrary start.
    let now: @Sendable () -> Duration
    /// Waits until the clock shows a time, because nothing can be done before: between polls, before another attempt.
    let pause: @Sendable (_ until: Duration) async throws -> Void
    /// Returns when the clock shows a time while something else is under way: deadlines. A clock for tests may jump to the
    /// end of a pause, but not to an alarm.
    let alarm: @Sendable (_ at: Duration) async throws -> Void
    /// Seconds since the Unix epoch.
    let unixSeconds: @Sendable () -> Double

    /// Time that follows a clock.
    /// - Parameters:
    ///   - clock: what waits.
    ///   - unixSeconds: the time of day in seconds since the Unix epoch; the system's by default.
    public init<C: Clock>(
        _ clock: C,
        unixSeconds: (@Sendable () -> Double)? = nil
    ) where C.Duration == Duration {
        let start = clock.now
        let wait: @Sendable (Duration) async throws -> Void = { time in
            try await clock.sleep(until: start.advanced(by: time), tolerance: nil)
        }
        self.init(
            now: { start.duration(to: clock.now) },
            pause: wait,
            alarm: wait,
            unixSeconds: unixSeconds ?? { Date().timeIntervalSince1970 }
        )
    }

    init(
        now: @escaping @Sendable () -> Duration,
        pause: @escaping @Sendable (Duration) async throws -> Void,
        alarm: @escaping @Sendable (Duration) async throws -> Void,
        unixSeconds: @escaping @Sendable () -> Double
    ) {
        (self.now, self.pause, self.alarm, self.unixSeconds) = (now, pause, alarm, unixSeconds)
    }

    /// Real time.
    public static var system: ClientTime { ClientTime(ContinuousClock()) }
}
