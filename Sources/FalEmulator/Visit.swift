internal import FalAPI
internal import HTTPServer
internal import QueueEngine

/// One request on its way through the emulator: what is known of it so far. The routes fill it in; faults and the journal
/// read it.
struct Visit: Sendable {
    /// What is asked.
    var operation = Operation.unknown
    /// The world that the request's key opens; nil until it is let in.
    var world: World?
    /// The endpoint that it is about.
    var endpoint: EndpointID?
    /// The request on the queue that it is about.
    var id: RequestID?
    /// The scenario that a submit or a run was given.
    var scenario: String?
    /// The world's time when it came.
    var time: Instant?
}
