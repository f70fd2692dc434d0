internal import FalAPI
public import HTTPTypes
internal import QueueEngine

/// What clients did in a world, in order; the oldest make room when there are more than ten thousand.
public struct WorldJournal: Sendable {
    let world: World

    /// What a client asked, and what it was told. Credentials are not in it.
    public struct Call: Sendable, Hashable {
        /// What was asked: `submit`, `status`, `stream`, `result`, `cancel`, `run`, `file`, `rest`, `unknown`.
        public let operation: String
        /// The method.
        public let method: HTTPRequest.Method
        /// The path and query.
        public let target: String
        /// The endpoint that it was about, as `fal-ai/kling-video/video-to-audio`.
        public let endpoint: String?
        /// The id of the request that it was about.
        public let requestID: String?
        /// The header fields; of polls only the client's name.
        public let headerFields: HTTPFields
        /// The body; empty when it is not kept, as one of more than 64 KiB.
        public let body: [UInt8]
        /// The status code of the answer; 0 when there was none.
        public let status: Int
        /// The world's time, in seconds since the Unix epoch.
        public let time: Double
    }

    /// Every call that is kept.
    public var calls: [Call] {
        world.readJournal { journal, _ in
            journal.entries().compactMap { entry in
                guard case .call(let call) = entry.content else { return nil }
                return Call(
                    operation: call.operation.rawValue,
                    method: call.method,
                    target: call.target,
                    endpoint: call.endpoint?.description,
                    requestID: call.id?.description,
                    headerFields: call.headers,
                    body: journal.body(of: entry.number) ?? [],
                    status: call.status,
                    time: Double(entry.world.nanoseconds) / 1e9
                )
            }
        }
    }

    /// The calls of one kind.
    public func calls(_ operation: String) -> [Call] { calls.filter { $0.operation == operation } }

    /// Forgets every entry.
    public func clear() { world.clearJournal() }
}
