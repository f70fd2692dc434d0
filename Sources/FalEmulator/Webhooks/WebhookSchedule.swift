internal import QueueEngine

/// When a delivery is tried again, and how long an attempt may take.
///
/// Source: fal's newest documentation: retries at growing distances until the stored result expires, 31 at most, 15 seconds
/// for the first attempt and 120 for the others. The distances are inferred: they are such that the 31st retry comes within
/// the hour (captured 2026-07: six deliveries in ten minutes to a receiver that answers 400).
struct WebhookSchedule: Sendable, Hashable {
    /// How long a result is kept.
    var retention = Span.seconds(3_600)
    /// How long a result is kept whose body is large.
    var retentionOfLarge = Span.seconds(360)

    /// From how many bytes on a body is large.
    static let largeBody = 10 * 1_024
    /// How many retries there are at most.
    static let maximumRetries = 31
    /// How long the first attempt may take, in real time.
    static let firstTimeout = Duration.seconds(15)
    /// How long every other attempt may take, in real time.
    static let retryTimeout = Duration.seconds(120)

    /// The distance from a failed attempt to the next.
    /// - Parameter retry: the number of the retry, from 1.
    static func delay(before retry: Int) -> Span {
        // The fifth doubling is above the limit.
        Span(nanoseconds: min(120, 5 << Int64(max(0, min(retry - 1, 5)))) * 1_000_000_000)
    }

    /// When a result is no longer kept, and nothing of it is sent.
    func expiry(completed: Instant, bodyBytes: Int) -> Instant {
        completed + (bodyBytes >= Self.largeBody ? min(retention, retentionOfLarge) : retention)
    }

    /// When to try again; nil when there have been enough retries, or the result will have expired.
    /// - Parameters:
    ///   - retry: the number of the retry, from 1.
    ///   - failure: when the attempt before it failed.
    func next(retry: Int, after failure: Instant, expiry: Instant) -> Instant? {
        let due = failure + Self.delay(before: retry)
        return retry <= Self.maximumRetries && due < expiry ? due : nil
    }
}
