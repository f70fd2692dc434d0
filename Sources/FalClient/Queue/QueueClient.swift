internal import FalAPI
internal import HTTPTypes
public import JSON

/// Requests that wait for their turn: submitted, looked at, fetched, cancelled.
public struct QueueClient: Sendable {
    let client: FalClient

    private var sender: RequestSender { client.sender }

    /// Submits a request; returns when it is in the queue.
    ///
    /// It is not sent twice when it may have been accepted: see `RetryPolicy`.
    /// - Parameters:
    ///   - endpoint: as in `fal-ai/kling-video/video-to-audio`.
    ///   - input: what the endpoint takes; checked by fal when it runs, not now.
    ///   - options: what the queue is asked for beside.
    /// - Throws: `FalError`; `CancellationError`.
    public func submit(
        _ endpoint: String,
        input: JSONValue,
        options: SubmitOptions = SubmitOptions()
    ) async throws -> RequestHandle {
        try await submit(EndpointName(endpoint), json: input.serialized(), options, deadline: nil)
    }

    /// Submits a request with an input of a type of yours; files in it are uploaded first.
    public func submit(
        _ endpoint: String,
        input: some Encodable & Sendable,
        options: SubmitOptions = SubmitOptions()
    ) async throws -> RequestHandle {
        let name = try EndpointName(endpoint)
        return try await submit(name, json: try await client.json(of: input), options, deadline: nil)
    }

    /// Submits a request to an endpoint whose types are known; files in the input are uploaded first.
    public func submit<Endpoint: FalEndpoint>(
        _ endpoint: Endpoint.Type,
        input: Endpoint.Input,
        options: SubmitOptions = SubmitOptions()
    ) async throws -> RequestHandle {
        try await submit(Endpoint.endpointID, input: input, options: options)
    }

    /// A request that was submitted before.
    /// - Throws: `FalError` of the code `invalidArgument`; whether the request exists is not asked.
    public func request(_ endpoint: String, id requestID: String) throws -> RequestHandle {
        try RequestHandle(endpoint: EndpointName(endpoint), requestID: requestID, sender: sender)
    }

    /// Where a request stands.
    public func status(_ endpoint: String, of requestID: String, includeLogs: Bool = false) async throws -> QueueStatus
    {
        try await request(endpoint, id: requestID).status(includeLogs: includeLogs)
    }

    /// What happens to a request from now on, heard as server-sent events.
    public func streamStatus(_ endpoint: String, of requestID: String, includeLogs: Bool = false) throws -> QueueUpdates
    {
        try request(endpoint, id: requestID).updates(.streaming, includeLogs: includeLogs)
    }

    /// What a request's model made.
    public func result(_ endpoint: String, of requestID: String) async throws -> JSONValue {
        try await request(endpoint, id: requestID).result()
    }

    /// What a request's model made, as a type of yours.
    public func result<Output: Decodable & Sendable>(
        _ endpoint: String,
        of requestID: String,
        as type: Output.Type
    ) async throws -> Output {
        try await request(endpoint, id: requestID).result(as: type)
    }

    /// Asks that a request be cancelled.
    @discardableResult
    public func cancel(_ endpoint: String, of requestID: String) async throws -> CancelOutcome {
        try await request(endpoint, id: requestID).cancel()
    }

    func submit(
        _ endpoint: EndpointName,
        json: [UInt8],
        _ options: SubmitOptions,
        deadline: Duration?
    ) async throws -> RequestHandle {
        var url = try endpoint.url(on: sender.configuration.hosts.queue)
        try options.addQuery(to: &url)
        var call = ServiceCall(.submit, .post, url).carrying(json)
        call.headers.append(contentsOf: try options.fields())
        call.timeout = sender.configuration.timeouts.call
        call.deadline = deadline
        let answer = try await sender.send(call)
        let body = try answer.json(of: "submit")
        guard let id = body["request_id"]?.string,
            let handle = try? RequestHandle(endpoint: endpoint, requestID: id, sender: sender)
        else {
            var error = FalError(
                .invalidAnswer,
                "the answer to submit has no usable request_id",
                status: answer.response.status.code
            )
            error.body = Array(answer.body.prefix(FalError.bodyLimit))
            error.mayHaveBeenAccepted = true
            throw error
        }
        return handle
    }
}
