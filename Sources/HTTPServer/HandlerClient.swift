public import HTTPTypes

/// Sends requests to a handler without a socket, and takes in the whole answer, as `HTTPClient` does over one.
///
/// For tests: what a handler answers later is waited for, files are read, and streams are read to their end. `date` and
/// `transfer-encoding`, which belong to the connection, are not added.
public struct HandlerClient: Sendable {
    private let handler: Handler
    private let limit: Int

    /// Makes a client of a handler, whose answers have bodies of at most `limit` bytes.
    public init(_ handler: @escaping Handler, limit: Int = 64 * 1024 * 1024) {
        self.handler = handler
        self.limit = limit
    }

    /// Why there is no answer.
    public enum Failure: Error, Sendable, Hashable {
        /// The handler closed or broke the connection.
        case connectionLost
        /// What came is not HTTP.
        case badResponse
        /// The body is larger than the limit.
        case tooLarge
    }

    /// Sends a request, with authority and path, and waits for the whole answer. The scheme `https` makes it one that came
    /// over TLS.
    public func send(_ request: HTTPRequest, body: [UInt8]? = nil) async throws -> (HTTPResponse, [UInt8]) {
        var fields = request.headerFields
        if let host = HTTPField.Name("host"), let authority = request.authority { fields[host] = authority }
        let asked = Request(
            method: request.method,
            target: request.path ?? "/",
            headerFields: fields,
            body: body ?? [],
            isSecure: request.scheme == "https"
        )
        let response: Response =
            switch handler(asked) {
            case .now(let response): response
            case .later(let work): await work()
            }
        var answered = HTTPResponse(status: response.status, headerFields: response.allHeaderFields)
        var (content, length) = try await read(response.body)
        // As the server does it: HEAD tells the length of what GET would send.
        if let length, response.status != .noContent { answered.headerFields[.contentLength] = String(length) }
        if request.method == .head || [.noContent, .notModified].contains(response.status) { content = [] }
        return (answered, content)
    }

    private func read(_ body: Response.Body) async throws -> (content: [UInt8], length: Int?) {
        switch body {
        case .bytes(let bytes): return (bytes, bytes.count)
        case .file(let slice):
            guard slice.length <= limit else { throw Failure.tooLarge }
            let bytes = try slice.bytes(from: 0, count: Int(slice.length))
            return (bytes, bytes.count)
        case .stream(let produce): return (try await collect(produce), nil)
        case .sizedStream(let length, let produce):
            let bytes = try await collect(produce)
            guard bytes.count >= length else { throw Failure.connectionLost }
            return (Array(bytes.prefix(Int(length))), Int(length))
        case .hangUp, .reset: throw Failure.connectionLost
        case .garbage: throw Failure.badResponse
        }
    }

    private func collect(_ produce: @Sendable (BodyWriter) async -> Void) async throws -> [UInt8] {
        let taken = Locked(Taken())
        let writer = BodyWriter(
            write: { [limit] bytes in
                try Task.checkCancellation()
                try taken.withLock { taken in
                    if taken.isAborted || taken.bytes.count + bytes.count > limit { throw BodyWriter.PeerGone() }
                    taken.bytes += bytes
                }
            },
            abort: { taken.withLock { $0.isAborted = true } }
        )
        await produce(writer)
        let (bytes, isAborted) = taken.withLock { ($0.bytes, $0.isAborted) }
        if isAborted { throw Failure.connectionLost }
        return bytes
    }

    private struct Taken {
        var bytes: [UInt8] = []
        var isAborted = false
    }
}
