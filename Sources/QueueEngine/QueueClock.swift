/// How a world's time relates to real time: a value, so that it lives under the same lock as what it drives and a reader
/// sees the world before or after an advance, never between.
public struct QueueClock: Sendable, Hashable {
    /// The kinds of clock.
    public enum Mode: Sendable, Hashable {
        /// World time passes `speed` times as fast as real time; 1 is real.
        case scaled(speed: Double)
        /// World time passes by command only.
        case manual
        /// World time stands still, and jumps to the next event when somebody who waits for one has nothing else to do.
        case auto
    }

    /// The kind of clock that is in force.
    public private(set) var mode: Mode
    private var anchorReal: Instant
    private var anchorWorld: Instant

    /// Makes a clock that shows the real time at the start.
    /// - Parameters:
    ///   - mode: the kind of clock.
    ///   - real: the real time now.
    public init(_ mode: Mode, at real: Instant) {
        self.mode = mode
        anchorReal = real
        anchorWorld = real
    }

    /// The world's time when the real time is `real`. Real time that goes back does not take the world with it.
    public func now(at real: Instant) -> Instant {
        switch mode {
        case .manual, .auto:
            return anchorWorld
        case .scaled(let speed):
            let elapsed = max(.zero, real - anchorReal)
            return speed == 1 ? anchorWorld + elapsed : anchorWorld + .seconds(elapsed.seconds * speed)
        }
    }

    /// The real time at which the world's time will be `world`; nil when no real time brings it about.
    public func real(at world: Instant) -> Instant? {
        switch mode {
        case .manual, .auto:
            return nil
        case .scaled(let speed):
            let span = max(.zero, world - anchorWorld)
            return speed == 1 ? anchorReal + span : anchorReal + .seconds(span.seconds / speed)
        }
    }

    /// Changes the kind of clock without a jump.
    public mutating func run(_ mode: Mode, at real: Instant) {
        anchorWorld = now(at: real)
        anchorReal = real
        self.mode = mode
    }

    /// Goes on at a real time as if none had passed since another.
    public mutating func resume(after kept: Instant, at real: Instant) {
        anchorWorld = now(at: kept)
        anchorReal = real
    }

    /// Moves the world's time forward, on top of what real time does to it. Negative spans do nothing.
    public mutating func advance(by span: Span) {
        anchorWorld = anchorWorld + max(.zero, span)
    }
}
