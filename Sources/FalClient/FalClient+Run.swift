internal import HTTPTypes
public import JSON

/// How a model is run while the caller waits.
public struct RunOptions: Sendable, Hashable {
    /// How long the request may wait for its start. At least 0.1 s.
    public var startTimeout: Duration?
    /// How long to wait for the answer; instead of `ClientTimeouts.run`.
    public var timeout: Duration?
    /// A word that requests share which had better run on the same runner.
    public var runnerHint: String?
    /// How long outputs are kept, and who may read them.
    public var objectLifecycle: ObjectLifecycle?

    /// Nothing is asked for.
    public init() {}
}

extension FalClient {
    /// Runs a model and waits for what it makes, without the queue. For work of seconds: when the connection breaks, the
    /// output is lost, and may have cost.
    ///
    /// - Parameters:
    ///   - endpoint: as in `fal-ai/kling-video/video-to-audio`.
    ///   - input: what the endpoint takes.
    /// - Throws: `FalError`; `CancellationError`, and fal then stops the work.
    public func run(
        _ endpoint: String,
        input: JSONValue,
        options: RunOptions = RunOptions()
    ) async throws -> JSONValue {
        try await run(EndpointName(endpoint), json: input.serialized(), options, as: JSONValue.self)
    }

    /// Runs a model with an input and an output of types of yours; files in the input are uploaded first.
    public func run<Output: Decodable & Sendable>(
        _ endpoint: String,
        input: some Encodable & Sendable,
        options: RunOptions = RunOptions()
    ) async throws -> Output {
        let name = try EndpointName(endpoint)
        return try await run(name, json: try await json(of: input), options, as: Output.self)
    }

    /// Runs a model whose types are known; files in the input are uploaded first.
    public func run<Endpoint: FalEndpoint>(
        _ endpoint: Endpoint.Type,
        input: Endpoint.Input,
        options: RunOptions = RunOptions()
    ) async throws -> Endpoint.Output {
        try await run(Endpoint.endpointID, input: input, options: options)
    }

    private func run<Output: Decodable & Sendable>(
        _ endpoint: EndpointName,
        json: [UInt8],
        _ options: RunOptions,
        as type: Output.Type
    ) async throws -> Output {
        var request = SubmitOptions()
        request.startTimeout = options.startTimeout
        request.runnerHint = options.runnerHint
        request.objectLifecycle = options.objectLifecycle
        var call = ServiceCall(.run, .post, try endpoint.url(on: configuration.hosts.run)).carrying(json)
        call.headers.append(contentsOf: try request.fields())
        call.timeout = options.timeout ?? configuration.timeouts.run
        return try OutputDecoder.decode(type, try await sender.send(call), requestID: nil)
    }
}
