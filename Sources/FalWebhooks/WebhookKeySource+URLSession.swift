#if canImport(FoundationNetworking)
internal import Foundation
internal import FoundationNetworking
#else
internal import Foundation
#endif

extension WebhookKeySource {
    /// How long a fetch may take, in seconds.
    private static let deadline = 10.0

    /// Fetches a key set with URLSession, at a URL such as `http://127.0.0.1:8787/rest/.well-known/jwks.json`.
    public static func url(_ url: String) -> Self {
        Self {
            let download = try KeySetDownload(url)
            return try await withThrowingTaskGroup(of: [UInt8].self) { group in
                group.addTask { try await download.run() }
                group.addTask {
                    // URLSession's own deadline on Linux is one of idleness only.
                    try await Task.sleep(for: .seconds(deadline))
                    throw KeySetDownload.Failure("no answer within \(Int(deadline)) s")
                }
                defer { group.cancelAll() }
                return try await group.next() ?? []
            }
        }
    }
}

/// One download of a small document. Redirects are not followed.
// Unchecked: what changes is touched on the session's own serial queue only, `task` excepted, which is made before anybody
// else knows of the object, and may be cancelled from any thread.
private final class KeySetDownload: NSObject, URLSessionDataDelegate, @unchecked Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
        init(_ description: String) { self.description = description }
    }

    /// The largest document that is taken, in bytes; fal's has a few hundred.
    private static let limit = 1 << 20

    private var bytes: [UInt8] = []
    private var failure: Failure?
    private var continuation: CheckedContinuation<[UInt8], any Error>?
    private let request: URLRequest

    init(_ url: String) throws {
        guard let url = URL(string: url), url.scheme == "https" || url.scheme == "http", url.host != nil else {
            throw Failure("'\(url)' is no URL of a key set")
        }
        request = URLRequest(url: url, cachePolicy: .reloadIgnoringLocalCacheData)
    }

    func run() async throws -> [UInt8] {
        let queue = OperationQueue()
        queue.maxConcurrentOperationCount = 1
        let session = URLSession(configuration: .ephemeral, delegate: self, delegateQueue: queue)
        let task = session.dataTask(with: request)
        defer { session.finishTasksAndInvalidate() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                queue.addOperation { [self] in
                    self.continuation = continuation
                    task.resume()
                }
            }
        } onCancel: {
            task.cancel()
        }
    }

    func urlSession(
        _ session: URLSession,
        task: URLSessionTask,
        willPerformHTTPRedirection response: HTTPURLResponse,
        newRequest request: URLRequest,
        completionHandler: @escaping (URLRequest?) -> Void
    ) {
        completionHandler(nil)
    }

    func urlSession(
        _ session: URLSession,
        dataTask: URLSessionDataTask,
        didReceive response: URLResponse,
        completionHandler: @escaping (URLSession.ResponseDisposition) -> Void
    ) {
        let status = (response as? HTTPURLResponse)?.statusCode ?? 0
        if status != 200 { failure = Failure("the answer is \(status)") }
        completionHandler(status == 200 ? .allow : .cancel)
    }

    func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
        guard data.count <= Self.limit - bytes.count else {
            failure = Failure("the key set has more than \(Self.limit) bytes")
            return dataTask.cancel()
        }
        bytes += data
    }

    func urlSession(_ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?) {
        defer { continuation = nil }
        if let failure = failure ?? error.map({ Failure($0.localizedDescription) }) {
            continuation?.resume(throwing: failure)
        } else if let response = task.response as? HTTPURLResponse, response.statusCode != 200 {
            continuation?.resume(throwing: Failure("the answer is \(response.statusCode)"))
        } else {
            continuation?.resume(returning: bytes)
        }
    }
}
