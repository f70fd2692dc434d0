/// The producing end of a streamed body.
public struct BodyWriter: Sendable {
    let stream: BodyStream

    /// Sends bytes, as one chunk if there is room; waits while the peer is slow.
    ///
    /// Throws `CancellationError` if the task is cancelled, and `PeerGone` if the peer has left or the server
    /// stops: nothing more can be sent then.
    public func write(_ bytes: [UInt8]) async throws {
        try await stream.write(bytes)
    }

    /// Breaks the connection, so that the peer sees an incomplete answer. For simulated faults.
    public func abort() {
        stream.abort()
    }

    /// Nobody reads the body any more.
    public struct PeerGone: Error, Sendable, Hashable {
        init() {}
    }
}
