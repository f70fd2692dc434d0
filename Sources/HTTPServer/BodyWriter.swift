/// The producing end of a streamed body.
public struct BodyWriter: Sendable {
    private let sink: Sink

    private enum Sink: Sendable {
        case stream(BodyStream)
        case closures(write: @Sendable ([UInt8]) async throws -> Void, abort: @Sendable () -> Void)
    }

    init(stream: BodyStream) {
        sink = .stream(stream)
    }

    /// Makes a writer by hand: to change what a producer writes on its way to another writer, or to test a producer
    /// without a socket.
    public init(
        write: @escaping @Sendable ([UInt8]) async throws -> Void,
        abort: @escaping @Sendable () -> Void
    ) {
        sink = .closures(write: write, abort: abort)
    }

    /// Sends bytes, as one chunk if there is room; waits while the peer is slow.
    ///
    /// Throws `CancellationError` if the task is cancelled, and `PeerGone` if the peer has left, the server stops or
    /// the body was aborted: nothing more can be sent then.
    public func write(_ bytes: [UInt8]) async throws {
        switch sink {
        case .stream(let stream): try await stream.write(bytes)
        case .closures(let write, _): try await write(bytes)
        }
    }

    /// Breaks the connection after what has been written, so that the peer sees an incomplete answer; the producer's
    /// task is cancelled. For simulated faults.
    public func abort() {
        switch sink {
        case .stream(let stream): stream.breakOff()
        case .closures(_, let abort): abort()
        }
    }

    /// Nobody reads the body any more.
    public struct PeerGone: Error, Sendable, Hashable {
        /// Makes the error, for writers made by hand.
        public init() {}
    }
}
