/// How long cases wait for what takes time.
public struct Patience: Sendable, Hashable {
    /// The pause between two polls.
    public var interval: Duration
    /// How many polls there are at most.
    public var polls: Int
    /// How long a webhook is waited for, in real time: also where polls make a clock jump.
    public var webhooks: Duration

    /// Makes a measure of patience.
    public init(interval: Duration, polls: Int, webhooks: Duration = .seconds(10)) {
        self.interval = interval
        self.polls = max(1, polls)
        self.webhooks = webhooks
    }

    /// Polls for at most so many seconds.
    public init(seconds: Double, interval: Duration = .milliseconds(50)) {
        let part = Double(interval.components.seconds) + Double(interval.components.attoseconds) / 1e18
        self.init(
            interval: interval,
            polls: Int((seconds / max(part, 0.001)).rounded(.up)),
            webhooks: .seconds(seconds)
        )
    }

    /// No pause, for targets whose clock jumps with every poll.
    public static let none = Patience(interval: .zero, polls: 200)

    /// How long all polls take, beside their own time.
    var total: Duration { interval * polls }
}
