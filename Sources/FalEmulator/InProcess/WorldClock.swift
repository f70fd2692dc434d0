internal import QueueEngine

/// The clock of a world: what positions, starts, log lines, deadlines and retries of webhooks follow.
public struct WorldClock: Sendable {
    let world: World

    /// The kinds of clock.
    public enum Mode: Sendable, Hashable {
        /// Time passes so many times as fast as it does; 1 is real time.
        case scaled(speed: Double)
        /// Time passes by `advance` only: a poll sees the world before or after, never between.
        case manual
        /// Time stands still, and jumps to the next event when a client polls, streams or waits.
        case auto
    }

    /// The kind of clock that is in force.
    public var mode: Mode {
        switch world.clock().mode {
        case .scaled(let speed): .scaled(speed: speed)
        case .manual: .manual
        case .auto: .auto
        }
    }

    /// The world's time, in seconds since the Unix epoch.
    public var now: Double { Double(world.clock().now.nanoseconds) / 1e9 }

    /// Changes the kind of clock, without a jump.
    public func run(_ mode: Mode) { world.run(mode.queueMode) }

    /// Moves the time forward; everything that falls due has happened when this returns, but for webhooks, which are on their
    /// way then. Negative durations do nothing.
    public func advance(by duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let whole = min(max(seconds, 0), Int64.max / 2_000_000_000)
        world.advance(by: Span(nanoseconds: whole * 1_000_000_000 + attoseconds / 1_000_000_000))
    }

    /// Moves the time to the next thing that happens to a request; false when nothing is to come.
    @discardableResult
    public func advanceToNextEvent() -> Bool { world.advance(events: 1) == 1 }
}

extension WorldClock.Mode {
    /// The same in the engine's terms.
    var queueMode: QueueClock.Mode {
        switch self {
        case .scaled(let speed): .scaled(speed: speed)
        case .manual: .manual
        case .auto: .auto
        }
    }
}
