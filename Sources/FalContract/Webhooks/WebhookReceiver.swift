public import HTTPTypes

/// Receives webhooks for the cases that wait for them.
///
/// It listens nowhere itself: whoever runs the suite has an HTTP server call `receive` with each POST below `baseURL`. That
/// keeps servers out of this library, and lets a test hand over messages without a socket.
public actor WebhookReceiver {
    /// One webhook as it came.
    public struct Delivery: Sendable {
        /// The header fields.
        public let headerFields: HTTPFields
        /// The raw body, which is what is signed.
        public let body: [UInt8]
    }

    private struct Inbox {
        var answers: [Int]
        var deliveries: [Delivery] = []
    }

    private struct Waiter {
        let path: String
        let count: Int
        let continuation: CheckedContinuation<Void, Never>
    }

    /// What the URLs of inboxes begin with, without a slash at the end.
    public let baseURL: String
    private var inboxes: [String: Inbox] = [:]
    private var waiters: [Int: Waiter] = [:]
    private var nextNumber = 0

    /// How many deliveries an inbox keeps.
    private static let maximumDeliveries = 32

    /// Makes a receiver without inboxes.
    public init(baseURL: String) { self.baseURL = baseURL }

    /// Takes a webhook in.
    /// - Parameters:
    ///   - path: the path of the request, from the slash after `baseURL`.
    ///   - headerFields: its header fields.
    ///   - body: its raw body.
    /// - Returns: the status to answer with.
    public func receive(path: String, headerFields: HTTPFields, body: [UInt8]) -> Int {
        let path = String(path.prefix { $0 != "?" })
        guard var inbox = inboxes[path] else { return 404 }
        let status = inbox.answers.count > 1 ? inbox.answers.removeFirst() : inbox.answers[0]
        if inbox.deliveries.count < Self.maximumDeliveries {
            inbox.deliveries.append(Delivery(headerFields: headerFields, body: body))
        }
        inboxes[path] = inbox
        for (number, waiter) in waiters
        where waiter.path == path && waiter.count <= inbox.deliveries.count {
            giveUp(number)
        }
        return status
    }

    /// Opens an inbox.
    /// - Parameter answers: the status for each delivery, the last one for all others.
    /// - Returns: its path.
    func open(answers: [Int]) -> String {
        nextNumber += 1
        let path = "/hook/\(nextNumber)"
        inboxes[path] = Inbox(answers: answers.isEmpty ? [200] : answers)
        return path
    }

    /// Closes an inbox; what comes after that is answered with 404.
    func close(_ path: String) { inboxes[path] = nil }

    /// What has come so far.
    func deliveries(at path: String) -> [Delivery] { inboxes[path]?.deliveries ?? [] }

    /// Waits until so many webhooks have come, but not longer than that.
    func wait(for count: Int, at path: String, within limit: Duration) async -> [Delivery] {
        guard deliveries(at: path).count < count else { return deliveries(at: path) }
        nextNumber += 1
        let number = nextNumber
        let alarm = Task { [weak self] in
            try await Task.sleep(for: limit)
            await self?.giveUp(number)
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation {
                waiters[number] = Waiter(path: path, count: count, continuation: $0)
            }
        } onCancel: {
            Task { await self.giveUp(number) }
        }
        alarm.cancel()
        return deliveries(at: path)
    }

    private func giveUp(_ number: Int) { waiters.removeValue(forKey: number)?.continuation.resume() }
}
