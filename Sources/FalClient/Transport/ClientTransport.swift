public import HTTPTypes

/// Sends one request and gives its answer: all that the client needs of an HTTP library.
///
/// What a transport does, so that the client behaves the same over each:
///
/// - It sends the request's header fields, and of its own only such that say nothing of the caller: Host, Content-Length,
///   Accept-Encoding, Connection and the like.
/// - It gives every answer as it came, whatever its status. It follows no redirect: the client does, by rules that
///   depend on credentials and bodies.
/// - It tries nothing again, and stores neither cookies nor answers.
/// - It keeps no deadline of its own for an answer. The client cancels the task when time is up, and `send` and the
///   body's `next` then throw at once: `CancellationError`, or a `TransportError` of the code `cancelled`.
/// - It holds neither a request's body nor an answer's in memory as a whole: files are read, and answers received, as
///   fast as the other side takes them.
/// - It throws `TransportError` for everything else, whose code says whether the server can have seen the request.
public protocol ClientTransport: Sendable {
    /// Sends a request; returns when the head of the answer is there.
    ///
    /// - Parameters:
    ///   - request: With scheme (`http` or `https`), authority and path.
    ///   - body: Sent with its length, in a `Content-Length` that the transport adds.
    /// - Returns: The head of the final answer, none with a status of 1xx, and its body.
    /// - Throws: `TransportError`; `CancellationError`.
    func send(_ request: HTTPRequest, body: RequestBody) async throws -> (HTTPResponse, ResponseBody)
}
