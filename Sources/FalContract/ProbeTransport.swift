internal import FalClient
internal import HTTPTypes
internal import JSON

/// The target's exchanges under FalClient, so that the case's transcript has what the client sends. The key is the
/// probe's.
struct ProbeTransport: ClientTransport {
    let probe: Probe

    func send(_ request: HTTPRequest, body: RequestBody) async throws -> (HTTPResponse, ResponseBody) {
        let content: [UInt8]?
        switch body {
        case .none: content = nil
        case .bytes(let bytes): content = bytes
        case .file: throw TransportError(.unreadableFile, "cases upload no files from the disk")
        }
        let url = "\(request.scheme ?? "http")://\(request.authority ?? "")\(request.path ?? "/")"
        let answer = try await probe.send(request.method, url, body: content, request.headerFields)
        return (answer.response, ResponseBody(answer.body))
    }
}

extension Probe {
    /// FalClient on the target: it tries nothing twice.
    var client: FalClient {
        get throws {
            var configuration = ClientConfiguration(environment: [:], transport: ProbeTransport(probe: self))
            configuration.credentials = .none
            configuration.hosts = ServiceHosts(run: try run, queue: try queue, rest: try rest)
            configuration.retries = .never
            return FalClient(configuration)
        }
    }

    /// Subscribes as FalClient does, by polls.
    func subscribe(_ endpoint: Endpoint, _ input: JSONValue? = nil) async throws -> JSONValue {
        let interval = max(target.patience.interval, .milliseconds(1))
        return try await client.subscribe(
            to: endpoint.id,
            input: input ?? endpoint.input,
            options: SubscribeOptions(pollInterval: interval, timeout: .seconds(60) + target.patience.total)
        )
    }

    /// What FalClient makes of something, whose errors are deviations.
    func works<Value>(_ expected: String, _ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as FalError {
            throw Deviation(expected: expected, actual: "\(error)", exchange: await record.last)
        }
    }

    /// Demands that FalClient throws.
    func failure(_ expected: String, _ body: () async throws -> JSONValue) async throws -> FalError {
        do {
            let value = try await body()
            throw Deviation(
                expected: expected,
                actual: "the output \(JSONTemplate.spelling(value))",
                exchange: await record.last
            )
        } catch let error as FalError {
            return error
        }
    }
}
