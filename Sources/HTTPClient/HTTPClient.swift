public import HTTPTypes

/// Sends one request and takes in the whole answer, over HTTP/1.1 with libcurl.
///
/// A request goes out with the header fields it has and no others but Host, Content-Length and, through a proxy,
/// those of the proxy. Every request has a connection of its own.
public struct HTTPClient: Sendable {
    /// How requests are sent.
    public var options: Options

    /// A client with these options.
    public init(_ options: Options = .init()) {
        self.options = options
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
        let transfer = try Transfer(PreparedRequest(request, body: body), options)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                transfer.start { continuation.resume(returning: $0) }
            }
        } onCancel: {
            transfer.cancel()
        }
        return try result.get()
    }
}
