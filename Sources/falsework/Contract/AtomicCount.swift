internal import Synchronization

/// A number that several threads count up.
final class AtomicCount: Sendable {
    private let value = Atomic(0)

    /// The next number, from 1.
    func next() -> Int { value.add(1, ordering: .relaxed).newValue }
}
