public import FalClient
public import HTTPClient
public import HTTPTypes

/// `FalClient`'s transport over libcurl, for what URLSession cannot do on Linux: a certificate authority of one's own, other
/// hosts to connect to, several header fields of one name.
///
/// ```swift
/// var options = HTTPClient.Options()
/// options.authoritiesFile = "ca.pem"
/// options.connections = [.init(targetHost: "127.0.0.1", targetPort: 8443)]
/// let transport = CurlTransport(options)
/// ```
public struct CurlTransport: ClientTransport {
    private let client: HTTPClient

    /// A transport with connections of its own.
    /// - Parameters:
    ///   - options: what a transport has to leave to the client is left to it: `timeout` and `maximumRedirects` do not count.
    ///   - limits: how many connections there are, and for how long.
    public init(_ options: HTTPClient.Options = .init(), limits: HTTPClient.ConnectionLimits = .init()) {
        var options = options
        options.timeout = .seconds(Int64.max)
        options.maximumRedirects = 0
        client = HTTPClient(options, limits: limits)
    }

    /// Sends a request; returns when the head of the answer is there.
    /// - Throws: `TransportError`; `CancellationError`.
    public func send(_ request: HTTPRequest, body: RequestBody) async throws -> (HTTPResponse, ResponseBody) {
        let content: HTTPClient.RequestBody
        switch body {
        case .none: content = .none
        case .bytes(let bytes): content = .bytes(bytes)
        case .file(let range):
            guard let offset = UInt64(exactly: range.offset), let length = UInt64(exactly: range.length) else {
                throw TransportError(.unreadableFile, "a part of \(range.path) with negative bounds")
            }
            content = .file(path: range.path, offset: offset, length: length)
        }
        do throws(HTTPClientError) {
            let (response, answer) = try await client.open(request, body: content)
            // The transfer ends when the closure goes, and the last reference to its answer with it.
            return (response, ResponseBody(next: { try await Self.next(of: answer) }, cancel: {}))
        } catch {
            throw Self.thrown(error)
        }
    }

    private static func thrown(_ error: HTTPClientError) -> any Error {
        error.code == .cancelled ? CancellationError() : TransportError(error)
    }

    private static func next(of answer: HTTPClient.ResponseBody) async throws -> [UInt8]? {
        do throws(HTTPClientError) {
            return try await answer.makeAsyncIterator().next()
        } catch {
            throw Self.thrown(error)
        }
    }
}

extension TransportError {
    /// The same in the words of a transport.
    init(_ error: HTTPClientError) {
        let code: Code =
            switch error.code {
            case .badRequest: .badRequest
            case .bodyFailed: .unreadableFile
            // Without a deadline for the whole, the only one that can pass is that for the connection.
            case .cannotResolve, .cannotConnect, .timedOut: .cannotConnect
            case .tlsFailed, .badAuthorities: .tlsFailed
            case .connectionLost: .connectionLost
            case .badResponse: .badResponse
            case .responseTooLarge: .responseTooLarge
            case .cancelled: .cancelled
            default: .failed
            }
        self.init(code, error.message)
    }
}
