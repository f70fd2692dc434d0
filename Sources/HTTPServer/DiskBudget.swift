import Synchronization

/// How many bytes files may take together. Whoever writes takes from it before, and a file gives back what it took when
/// it goes.
public final class DiskBudget: Sendable {
    /// All of it, in bytes.
    public let limit: UInt64
    private let taken = Atomic<UInt64>(0)

    /// Sets a bound in bytes.
    public init(limit: UInt64) {
        self.limit = min(limit, 1 << 60)
    }

    /// What is in use, in bytes; more than the limit while joined files stand beside their parts.
    public var used: UInt64 { taken.load(ordering: .relaxed) }

    /// Takes so many bytes; false, and nothing taken, when there are not as many left.
    func take(_ count: UInt64) -> Bool {
        let (_, now) = taken.add(count, ordering: .relaxed)
        if now <= limit { return true }
        give(count)
        return false
    }

    /// Takes bytes that others are about to give back.
    func takeAhead(_ count: UInt64) {
        taken.add(count, ordering: .relaxed)
    }

    /// Gives back what was taken.
    func give(_ count: UInt64) {
        taken.subtract(count, ordering: .relaxed)
    }
}
