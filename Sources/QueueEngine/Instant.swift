/// A point in a world's time: nanoseconds since the Unix epoch, whatever clock the world runs on.
public struct Instant: Sendable, Hashable, Comparable {
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    public let nanoseconds: Int64

    /// Makes an instant from nanoseconds since the Unix epoch.
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Whole milliseconds since the Unix epoch; 0 before it.
    public var milliseconds: UInt64 { UInt64(max(0, nanoseconds / 1_000_000)) }

    /// Whole microseconds since the Unix epoch.
    public var microseconds: Int64 { nanoseconds / 1_000 }

    /// Whether one instant comes before the other.
    public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The instant after a span; saturates where 64 bits end.
    public static func + (instant: Instant, span: Span) -> Instant {
        let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(span.nanoseconds)
        return Instant(nanoseconds: overflow ? (span.nanoseconds < 0 ? .min : .max) : sum)
    }

    /// The span from one instant to another.
    public static func - (later: Instant, earlier: Instant) -> Span {
        Span(nanoseconds: later.nanoseconds &- earlier.nanoseconds)
    }
}

/// A span of a world's time, in nanoseconds.
public struct Span: Sendable, Hashable, Comparable {
    /// The length in nanoseconds.
    public let nanoseconds: Int64

    /// Makes a span from nanoseconds.
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Makes a span from seconds, rounded to nanoseconds; saturates where 64 bits end, and NaN is zero.
    public static func seconds(_ seconds: Double) -> Span {
        let nanoseconds = (seconds * 1e9).rounded()
        if nanoseconds.isNaN { return .zero }
        return Span(nanoseconds: Int64(exactly: nanoseconds) ?? (nanoseconds < 0 ? .min : .max))
    }

    /// Longer than all time.
    public static let forever = Span(nanoseconds: .max)

    /// No time.
    public static let zero = Span(nanoseconds: 0)

    /// The length in seconds.
    public var seconds: Double { Double(nanoseconds) / 1e9 }

    /// Whether one span is shorter than the other.
    public static func < (left: Span, right: Span) -> Bool { left.nanoseconds < right.nanoseconds }
}
