public import HTTPTypes

/// Sends requests and takes in their answers, over HTTP/1.1 with libcurl.
///
/// A request goes out with the header fields it has and no others but Host, Content-Length or Transfer-Encoding and,
/// through a proxy, those of the proxy. An answer comes as the server sent it: interim answers and trailers are left out,
/// its content coding is not undone, redirects are not followed unless the options say so.
///
/// Copies of a client share its connections, whatever their options.
///
/// ```swift
/// let (response, body) = try await client.open(HTTPRequest(method: .get, scheme: "http", authority: host, path: "/"))
/// for try await piece in body { try file.write(contentsOf: piece) }
/// ```
public struct HTTPClient: Sendable {
    /// How requests are sent.
    public var options: Options
    private let connections: Connections

    /// A client with these options and connections of its own.
    public init(_ options: Options = .init(), limits: ConnectionLimits = .init()) {
        self.options = options
        connections = Connections(limits)
    }

    /// Sends a request and waits for the whole answer, whatever its status.
    ///
    /// - Parameters:
    ///   - request: With scheme (`http` or `https`), authority and path.
    ///   - body: Sent with its length. Without one, POST, PUT and PATCH say that theirs is empty.
    /// - Throws: `HTTPClientError`; of the code `cancelled` at once when the task is cancelled.
    public func send(
        _ request: HTTPRequest,
        body: [UInt8]? = nil
    ) async throws(HTTPClientError) -> (HTTPResponse, [UInt8]) {
        try await send(request, body: body.map { .bytes($0) } ?? .none)
    }

    /// Sends a request with a body from anywhere and waits for the whole answer, whatever its status.
    ///
    /// - Parameters:
    ///   - request: With scheme (`http` or `https`), authority and path.
    ///   - body: From memory, a file or a task.
    /// - Throws: `HTTPClientError`; of the code `cancelled` at once when the task is cancelled.
    public func send(
        _ request: HTTPRequest,
        body: RequestBody
    ) async throws(HTTPClientError) -> (HTTPResponse, [UInt8]) {
        try await start(request, body, wholeAnswer: true).whole()
    }

    /// Sends a request and waits for the head of the answer only; the body is received as it is taken.
    ///
    /// The request's body may still be on its way then. `Options.timeout` goes on for the answer's body;
    /// `maximumResponseBytes` does not count.
    ///
    /// - Parameters:
    ///   - request: With scheme (`http` or `https`), authority and path.
    ///   - body: From memory, a file or a task.
    /// - Throws: `HTTPClientError`; of the code `cancelled` at once when the task is cancelled.
    public func open(
        _ request: HTTPRequest,
        body: RequestBody = .none
    ) async throws(HTTPClientError) -> (HTTPResponse, ResponseBody) {
        let transfer = try start(request, body, wholeAnswer: false)
        let answer = ResponseBody(transfer)
        return (try await transfer.response(), answer)
    }

    private func start(
        _ request: HTTPRequest,
        _ body: RequestBody,
        wholeAnswer: Bool
    ) throws(HTTPClientError) -> Transfer {
        let transfer = try Transfer(
            PreparedRequest(request, body: body),
            options,
            wholeAnswer: wholeAnswer,
            loop: connections.loop
        )
        try connections.loop.start(transfer)
        return transfer
    }

    /// Lets the loop end when the last copy of the client goes, and the last transfer with it.
    private final class Connections: Sendable {
        let loop: TransferLoop

        init(_ limits: ConnectionLimits) {
            loop = TransferLoop(limits)
        }

        deinit {
            loop.abandon()
        }
    }
}
