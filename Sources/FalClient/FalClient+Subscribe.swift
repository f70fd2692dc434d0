public import JSON

extension FalClient {
    /// Submits a request, follows it, and gives what the model made: the way to call a model.
    ///
    /// When the task is cancelled or time is up, the request is cancelled on the server, so that it does not go on to cost.
    /// - Parameters:
    ///   - endpoint: as in `fal-ai/kling-video/video-to-audio`.
    ///   - input: what the endpoint takes.
    ///   - options: how it is followed.
    ///   - onQueueUpdate: called at each change of state, position or log, in order.
    /// - Throws: `FalError`; `CancellationError`.
    public func subscribe(
        to endpoint: String,
        input: JSONValue,
        options: SubscribeOptions = SubscribeOptions(),
        onQueueUpdate: (@Sendable (QueueStatus) -> Void)? = nil
    ) async throws -> JSONValue {
        let json = input.serialized()
        return try await subscription(endpoint, options, onQueueUpdate).run(as: JSONValue.self) { json }
    }

    /// Submits a request with an input of a type of yours, follows it, and gives what the model made as a type of yours. Files
    /// in the input are uploaded first.
    public func subscribe<Output: Decodable & Sendable>(
        to endpoint: String,
        input: some Encodable & Sendable,
        options: SubscribeOptions = SubscribeOptions(),
        onQueueUpdate: (@Sendable (QueueStatus) -> Void)? = nil
    ) async throws -> Output {
        try await subscription(endpoint, options, onQueueUpdate).run(as: Output.self) { try await json(of: input) }
    }

    /// Submits a request to an endpoint whose types are known, follows it, and gives what the model made. Files in the input
    /// are uploaded first.
    public func subscribe<Endpoint: FalEndpoint>(
        to endpoint: Endpoint.Type,
        input: Endpoint.Input,
        options: SubscribeOptions = SubscribeOptions(),
        onQueueUpdate: (@Sendable (QueueStatus) -> Void)? = nil
    ) async throws -> Endpoint.Output {
        try await subscribe(to: Endpoint.endpointID, input: input, options: options, onQueueUpdate: onQueueUpdate)
    }

    private func subscription(
        _ endpoint: String,
        _ options: SubscribeOptions,
        _ onUpdate: (@Sendable (QueueStatus) -> Void)?
    ) throws(FalError) -> Subscription {
        Subscription(client: self, endpoint: try EndpointName(endpoint), options: options, onUpdate: onUpdate)
    }
}
