/// What happens to a request, until it is completed: an update at each change of state, position or log.
///
/// An update's `logs` are the lines that no update before had, however often the connection broke or the way of listening
/// changed. Each iteration starts anew.
public struct QueueUpdates: AsyncSequence, Sendable {
    /// An update.
    public typealias Element = QueueStatus

    let handle: RequestHandle
    let mode: UpdateMode
    let includesLogs: Bool
    /// Beyond this point of the client's clock `DeadlinePassed` is thrown.
    var deadline: Duration?

    /// Iterates over the updates.
    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(follower: StatusFollower(handle, mode, includesLogs: includesLogs, deadline: deadline))
    }

    /// Waits for one update after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var follower: StatusFollower

        /// The next update; nil after the one that says that the request is completed, and after an error.
        /// - Throws: `FalError`; `CancellationError` when the task is cancelled. The request itself goes on.
        public mutating func next() async throws -> QueueStatus? { try await follower.next() }
    }
}
