internal import Foundation

/// A value behind a lock.
///
/// The lock is Foundation's, which all platforms have, and which ThreadSanitizer understands: of
/// `Synchronization.Mutex` it reports races on Linux that are none.
// Unchecked: the value is touched only while the lock is held.
final class Locked<Value>: @unchecked Sendable {
    private let lock = NSLock()
    private var value: Value

    init(_ value: sending Value) {
        self.value = value
    }

    /// Calls the closure with the value while the lock is held; the lock does not nest.
    func withLock<Result, Failure: Error>(_ body: (inout Value) throws(Failure) -> Result) throws(Failure) -> Result {
        lock.lock()
        defer { lock.unlock() }
        return try body(&value)
    }
}
