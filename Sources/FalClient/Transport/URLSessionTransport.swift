internal import Foundation
public import HTTPTypes

// The only file that knows of URLSession. On Linux it lives in a module of its own, over libcurl.
#if canImport(FoundationNetworking)
internal import FoundationNetworking
#endif

/// Requests over URLSession, which every Apple system has and Swift's toolchain brings to Linux.
///
/// Connections are kept and used again. Proxies are those of the system, on Linux those of `http_proxy` and its like. Fields
/// that an answer has several times arrive as one, joined by commas.
///
/// On Linux URLSession trusts the authorities in `/etc/ssl/certs/ca-certificates.crt` and cannot be told of others: for an
/// emulator with a certificate of its own use plain HTTP, or add the authority with `update-ca-certificates`.
public struct URLSessionTransport: ClientTransport {
    private let sessionOwner: SessionOwner

    /// How much of an answer is received before somebody asks for it, in bytes.
    static let bufferBytes = 256 * 1024

    #if canImport(FoundationNetworking)
    /// On Linux a suspended task drops its connection, and sends its request again when it is resumed: so it never is, and
    /// a reader that falls behind this far gets an error. The client's own reads keep up.
    static let overflowBytes: Int? = 64 * 1024 * 1024
    #else
    static let overflowBytes: Int? = nil
    #endif

    /// A transport with connections of its own.
    /// - Parameter connectionsPerHost: how many requests to one host can be under way over HTTP/1.1; status streams count
    ///   too.
    public init(connectionsPerHost: Int = 64) {
        sessionOwner = SessionOwner(connectionsPerHost: connectionsPerHost)
    }

    /// Sends a request; returns when the head of the answer is there.
    public func send(_ request: HTTPRequest, body: RequestBody) async throws -> (HTTPResponse, ResponseBody) {
        try Task.checkCancellation()
        let upload = try Upload(request, body)
        let exchange = sessionOwner.exchange(for: upload)
        let head = try await exchange.head()
        return (head, ResponseBody(next: { try await exchange.next() }, cancel: { exchange.cancel() }))
    }
}

/// A request in URLSession's terms.
private struct Upload {
    let request: URLRequest
    let file: URL?
    /// Where the file is a copy of a part of another: it is removed after the exchange.
    let isTemporary: Bool

    init(_ request: HTTPRequest, _ body: RequestBody) throws(TransportError) {
        guard let scheme = request.scheme?.lowercased(), scheme == "http" || scheme == "https",
            let authority = request.authority, !authority.isEmpty, !authority.utf8.contains(UInt8(ascii: "@")),
            let path = request.path, path.hasPrefix("/"), let url = URL(string: "\(scheme)://\(authority)\(path)"),
            url.host() != nil
        else { throw TransportError(.badRequest, "a request needs http or https, an authority and a path") }
        var built = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData)
        // URLSession's idle time, which is not what a deadline is: those are the client's.
        built.timeoutInterval = 24 * 60 * 60
        built.httpMethod = request.method.rawValue
        built.httpShouldHandleCookies = false
        for field in request.headerFields {
            built.addValue(field.value, forHTTPHeaderField: field.name.rawName)
        }
        switch body {
        case .none:
            if [.post, .put, .patch].contains(request.method) { built.httpBody = Data() }
            (file, isTemporary) = (nil, false)
        case .bytes(let bytes):
            built.httpBody = Data(bytes)
            (file, isTemporary) = (nil, false)
        case .file(let range):
            if range.isWhole {
                (file, isTemporary) = (URL(filePath: range.path), false)
            } else {
                (file, isTemporary) = (try range.copied(), true)
            }
        }
        self.request = built
    }
}

extension FileRange {
    /// A temporary file with this part of a file. URLSession can send a file from its start to its end only, and on Linux
    /// it sends a stream that has a length as if it had none too.
    fileprivate func copied() throws(TransportError) -> URL {
        let copy = try TemporaryFile()
        do throws(TransportError) {
            try forEachPiece { (piece) throws(TransportError) in try copy.append(piece) }
            try copy.close()
        } catch {
            copy.remove()
            throw error
        }
        return copy.url
    }
}

/// Holds the session, and ends it.
private final class SessionOwner: Sendable {
    private let session: URLSession
    private let delegate = SessionDelegate()

    init(connectionsPerHost: Int) {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpMaximumConnectionsPerHost = max(1, connectionsPerHost)
        configuration.httpCookieStorage = nil
        configuration.httpShouldSetCookies = false
        configuration.urlCache = nil
        configuration.urlCredentialStorage = nil
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = 1
        session = URLSession(configuration: configuration, delegate: delegate, delegateQueue: queue)
    }

    // What is under way goes on to its end.
    deinit { session.finishTasksAndInvalidate() }

    /// Starts a request.
    func exchange(for upload: Upload) -> Exchange {
        let task =
            if let file = upload.file {
                session.uploadTask(with: upload.request, fromFile: file)
            } else {
                session.dataTask(with: upload.request)
            }
        let exchange = Exchange(task, temporaryFile: upload.isTemporary ? upload.file : nil)
        delegate.add(exchange, for: task)
        task.resume()
        return exchange
    }
}

/// Hands what happens to tasks to their exchanges.
private final class SessionDelegate: NSObject, URLSessionDataDelegate {
    private let exchanges = Locked<[Int: Exchange]>([:])

    func add(_ exchange: Exchange, for task: URLSessionTask) {
        exchanges.withLock { $0[task.taskIdentifier] = exchange }
    }

    private func exchange(of task: URLSessionTask) -> Exchange? {
        exchanges.withLock { $0[task.taskIdentifier] }
    }

    func urlSession(
        _ session: URLSession,
        dataTask: URLSessionDataTask,
        didReceive response: URLResponse,
        completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
    ) {
        exchange(of: dataTask)?.receive(response)
        completionHandler(.allow)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        exchange(of: dataTask)?.receive(data)
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        exchanges.withLock { $0.removeValue(forKey: task.taskIdentifier) }?.end(error)
    }

    /// Stops every redirect: it is an answer like any other. URLSession on Linux would lose the body after 307 and 308.
    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest,
        completionHandler: @escaping @Sendable (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }
}

/// One request and its answer, between URLSession's queue and the task that waits.
private final class Exchange: Sendable {
    private let task: URLSessionTask
    private let temporaryFile: URL?
    private let state = Locked(State())

    private struct State {
        var head: HTTPResponse?
        var pieces: [[UInt8]] = []
        var next = 0
        var byteCount = 0
        var isSuspended = false
        var end: Result<Void, any Error>?
        var waiter: CheckedContinuation<Void, Never>?

        mutating func takeWaiter() -> CheckedContinuation<Void, Never>? {
            defer { waiter = nil }
            return waiter
        }
    }

    init(_ task: URLSessionTask, temporaryFile: URL?) {
        self.task = task
        self.temporaryFile = temporaryFile
    }

    func receive(_ response: URLResponse) {
        guard let response = response as? HTTPURLResponse else { return }
        var fields = HTTPFields()
        for (name, value) in response.allHeaderFields {
            guard let name = name as? String, let name = HTTPField.Name(name), let value = value as? String else {
                continue
            }
            fields.append(HTTPField(name: name, value: value))
        }
        let head = HTTPResponse(status: .init(code: response.statusCode), headerFields: fields)
        state.withLock { state in
            state.head = head
            return state.takeWaiter()
        }?.resume()
    }

    func receive(_ data: Data) {
        guard !data.isEmpty else { return }
        let (waiter, isOver) = state.withLock { state -> (CheckedContinuation<Void, Never>?, Bool) in
            guard state.end == nil else { return (state.takeWaiter(), false) }
            state.pieces.append([UInt8](data))
            state.byteCount += data.count
            var isOver = false
            if let limit = URLSessionTransport.overflowBytes {
                if state.byteCount > limit {
                    state.end = .failure(TransportError(.responseTooLarge, "the answer comes faster than it is read"))
                    (state.pieces, state.next, state.byteCount) = ([], 0, 0)
                    isOver = true
                }
            } else if !state.isSuspended, state.byteCount >= URLSessionTransport.bufferBytes {
                state.isSuspended = true
                // While the lock is held, as resuming is: in the other order the task would stand still for good.
                task.suspend()
            }
            return (state.takeWaiter(), isOver)
        }
        if isOver { task.cancel() }
        waiter?.resume()
    }

    func end(_ error: (any Error)?) {
        state.withLock { state in
            if state.end == nil {
                state.end = if let error { .failure(TransportError(error)) } else { .success(()) }
            }
            return state.takeWaiter()
        }?.resume()
        if let temporaryFile { try? FileManager.default.removeItem(at: temporaryFile) }
    }

    func cancel() {
        let waiter = state.withLock { state in
            if state.end == nil { state.end = .failure(CancellationError()) }
            (state.pieces, state.next, state.byteCount) = ([], 0, 0)
            return state.takeWaiter()
        }
        task.cancel()
        waiter?.resume()
    }

    func head() async throws -> HTTPResponse {
        try await wait { $0.head != nil || $0.end != nil }
        return try state.withLock { state in
            if let head = state.head { return head }
            try state.end?.get()
            throw TransportError(.badResponse, "the answer is not HTTP")
        }
    }

    func next() async throws -> [UInt8]? {
        try await wait { !$0.pieces.isEmpty || $0.end != nil }
        return try state.withLock { state -> [UInt8]? in
            guard state.next < state.pieces.count else {
                try state.end?.get()
                return nil
            }
            let piece = state.pieces[state.next]
            state.next += 1
            state.byteCount -= piece.count
            if state.next == state.pieces.count { (state.pieces, state.next) = ([], 0) }
            if state.isSuspended, state.byteCount < URLSessionTransport.bufferBytes / 2 {
                state.isSuspended = false
                task.resume()
            }
            return piece
        }
    }

    /// Waits until there is something to take. A cancelled task cancels the exchange and returns at once.
    private func wait(until isReady: @escaping @Sendable (State) -> Bool) async throws {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    guard !isReady(state) else { return false }
                    state.waiter = continuation
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            cancel()
        }
        try Task.checkCancellation()
    }
}

extension TransportError {
    /// What URLSession's errors mean. On Linux most have no code but a text of libcurl's.
    fileprivate init(_ error: any Error) {
        guard let error = error as? URLError else {
            self.init(.failed, String(describing: type(of: error)))
            return
        }
        let code: Code =
            switch error.code {
            case .cancelled: .cancelled
            case .cannotFindHost, .cannotConnectToHost, .dnsLookupFailed, .notConnectedToInternet: .cannotConnect
            case .secureConnectionFailed, .serverCertificateHasBadDate, .serverCertificateUntrusted,
                .serverCertificateHasUnknownRoot, .serverCertificateNotYetValid, .clientCertificateRejected:
                .tlsFailed
            case .networkConnectionLost: .connectionLost
            // On Linux an answer that is no HTTP/1 counts as an unsupported URL; those of requests were checked before.
            case .unsupportedURL, .badServerResponse, .cannotParseResponse, .zeroByteResource, .cannotDecodeContentData,
                .cannotDecodeRawData:
                .badResponse
            case .fileDoesNotExist, .noPermissionsToReadFile, .cannotOpenFile: .unreadableFile
            default: .failed
            }
        self.init(code, "\(code): \(error.localizedDescription)")
    }
}
