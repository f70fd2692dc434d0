public import FalAPI

/// Something that happened to a request, and when.
public struct QueueEvent: Sendable, Hashable {
    /// The world's time.
    public let time: Instant
    /// What happened.
    public let kind: Kind

    /// Makes an event.
    public init(time: Instant, kind: Kind) {
        self.time = time
        self.kind = kind
    }

    /// What can happen.
    public enum Kind: Sendable, Hashable {
        /// The request entered the queue.
        case submitted(RequestID)
        /// A runner took the request.
        case started(RequestID)
        /// The model wrote a line of its log.
        case logged(RequestID)
        /// The request ended, in whatever way.
        case completed(RequestID)
        /// The result is no longer kept.
        case expired(RequestID)
        /// Someone left the endpoint's queue, so the positions of those who wait have changed.
        case queueMoved(EndpointID)
    }
}
