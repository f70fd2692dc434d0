internal import FalAPI
internal import HTTPTypes
public import JSON

/// A request on the queue. It can be made anew, by another process too, from the endpoint and the request's id.
public struct RequestHandle: Sendable {
    /// The endpoint that it was submitted to.
    public let endpoint: String
    /// Its id.
    public let requestID: String

    private let url: RequestURL
    let sender: RequestSender

    /// - Throws: `FalError` of the code `invalidArgument`.
    init(endpoint: EndpointName, requestID: String, sender: RequestSender) throws(FalError) {
        guard AbsoluteURL(sender.configuration.hosts.queue) != nil else { throw EndpointName.unusableHost }
        guard
            let url = RequestURL(
                base: sender.configuration.hosts.queue,
                application: endpoint.id.application,
                opaqueID: requestID
            )
        else { throw FalError(.invalidArgument, "that is no request's id: it has characters that an id has not") }
        self.endpoint = endpoint.id.description
        self.requestID = requestID
        self.url = url
        self.sender = sender
    }

    /// Where the request stands.
    /// - Parameter includeLogs: whether its log is wanted too, all of it.
    /// - Throws: `FalError`; `CancellationError`.
    public func status(includeLogs: Bool = false) async throws -> QueueStatus {
        try await status(includeLogs: includeLogs, deadline: nil)
    }

    /// What happens to the request from now on, until it is completed.
    ///
    /// - Parameters:
    ///   - mode: by polls, or by server-sent events.
    ///   - includeLogs: whether its log is wanted too.
    public func updates(_ mode: UpdateMode = .polling, includeLogs: Bool = false) -> QueueUpdates {
        QueueUpdates(handle: self, mode: mode, includesLogs: includeLogs)
    }

    /// What the model made.
    /// - Throws: `FalError`, of the code `notCompleted` before the end, `invalidInput` for what the model refused;
    ///   `CancellationError`.
    public func result() async throws -> JSONValue { try await result(as: JSONValue.self) }

    /// What the model made, as a type of yours.
    public func result<Output: Decodable & Sendable>(as type: Output.Type) async throws -> Output {
        try await result(as: type, deadline: nil)
    }

    /// Asks that the request be cancelled. One that runs may be completed all the same, and cost.
    /// - Throws: `FalError`, of the code `notFound` for a request that does not exist; `CancellationError`.
    @discardableResult
    public func cancel() async throws -> CancelOutcome {
        let call = try call(.cancel, .put, url.cancel)
        do {
            let answer = try await sender.send(call)
            return CancelOutcome(try answer.json(of: "cancel")["status"]?.string ?? "")
        } catch let error as FalError where error.status == 400 {
            guard error.bodyJSON?["status"]?.string == CancelOutcome.alreadyCompleted.description else { throw error }
            return .alreadyCompleted
        }
    }

    func status(includeLogs: Bool, deadline: Duration?) async throws -> QueueStatus {
        var call = try call(.status, .get, url.status)
        call.url.addQuery(QueryName.logs, includeLogs ? "1" : "0")
        call.deadline = deadline
        let answer = try await sender.send(call)
        guard let status = QueueStatus(try answer.json(of: "status"), requestID: requestID) else {
            var error = FalError(
                .invalidAnswer,
                "the answer to status has no status",
                status: answer.response.status.code
            )
            error.body = Array(answer.body.prefix(FalError.bodyLimit))
            error.requestID = requestID
            throw error
        }
        return status
    }

    func result<Output: Decodable & Sendable>(as type: Output.Type, deadline: Duration?) async throws -> Output {
        var call = try call(.result, .get, url.description)
        call.deadline = deadline
        return try OutputDecoder.decode(type, try await sender.send(call), requestID: requestID)
    }

    func statusStreamCall(includeLogs: Bool) throws(FalError) -> ServiceCall {
        var call = try call(.status, .get, url.statusStream)
        call.url.addQuery(QueryName.logs, includeLogs ? "1" : "0")
        call.headers[.accept] = "text/event-stream"
        return call
    }

    private func call(
        _ operation: FalOperation,
        _ method: HTTPRequest.Method,
        _ url: String
    ) throws(FalError) -> ServiceCall {
        guard let url = AbsoluteURL(url) else { throw EndpointName.unusableHost }
        var call = ServiceCall(operation, method, url)
        call.timeout = sender.configuration.timeouts.call
        call.requestID = requestID
        return call
    }
}

extension RequestHandle: CustomStringConvertible {
    /// Endpoint and id.
    public var description: String { "\(endpoint) \(requestID)" }
}

/// What came of asking for a cancellation. An open set.
public struct CancelOutcome: Sendable, Hashable, CustomStringConvertible {
    /// As on the wire.
    public let description: String

    init(_ description: String) {
        self.description = description
    }

    /// The request will end as soon as it can.
    public static let requested = Self("CANCELLATION_REQUESTED")
    /// The request waited, and is gone from the queue.
    public static let removed = Self("OK")
    /// The request was completed before.
    public static let alreadyCompleted = Self("ALREADY_COMPLETED")
}
