internal import FalAPI
internal import HTTPTypes
internal import JSON

/// One case's hands on its target.
struct Probe: Sendable {
    let target: ContractTarget
    /// The case's id, from which its own keys are made.
    let name: String
    let record: Transcript

    /// Sends a request, and notes both sides.
    /// - Parameter isRefusalExpected: on the live service, whether a refusal of the key is what the case is about, and not a
    ///   sign that nothing can be learned.
    func send(
        _ method: HTTPRequest.Method,
        _ url: String,
        json: JSONValue? = nil,
        body: [UInt8]? = nil,
        _ headers: HTTPFields = [:],
        as caller: Caller = .main,
        isRefusalExpected: Bool = false
    ) async throws -> Exchange {
        guard let parts = URLParts(url), target.services.cover(url) else {
            throw Deviation(
                expected: "a URL of the target",
                actual: "'\(url)'",
                exchange: await record.last
            )
        }
        var headers = headers
        if json != nil, headers[.contentType] == nil { headers[.contentType] = "application/json" }
        if let authorization = authorization(of: caller), headers[.authorization] == nil {
            headers[.authorization] = authorization
        }
        let request = HTTPRequest(
            method: method,
            scheme: parts.scheme,
            authority: parts.authority,
            path: parts.path,
            headerFields: headers
        )
        let content = json?.serialized() ?? body ?? (method == .post || method == .put ? [] : nil)
        let response: HTTPResponse
        let answer: [UInt8]
        do {
            (response, answer) = try await target.sending(request, content)
        } catch let error as Unavailable {
            throw error
        } catch let error as CancellationError {
            throw error
        } catch {
            if target.kind == .live { throw Unavailable("\(error)") }
            let sent = Exchange(
                url: url,
                request: request,
                requestBody: content,
                response: .init(status: 0),
                body: []
            )
            throw Deviation(expected: "an answer to \(sent.curl)", actual: "none: \(error)")
        }
        let exchange = Exchange(
            url: url,
            request: request,
            requestBody: content,
            response: response,
            body: answer
        )
        await record.append(exchange)
        if target.kind == .live, caller == .main || exchange.status == 429 || exchange.status >= 500,
            !isRefusalExpected,
            [401, 402, 403, 429].contains(exchange.status) || 500...599 ~= exchange.status
        {
            throw Unavailable(
                "the service answered \(exchange.status): \(Exchange.shortened(exchange.text))"
            )
        }
        return exchange
    }

    /// The `Authorization` of a caller.
    private func authorization(of caller: Caller) -> String? {
        switch caller {
        case .main: target.keys.main.map { "Key " + $0 } ?? "Key contract-\(name):secret"
        case .other: target.keys.other.map { "Key " + $0 } ?? "Key contract-other-\(name):secret"
        case .nobody: nil
        case .invalid: target.keys.invalid.map { "Key " + $0 } ?? "Key invalid:\(name)"
        case .locked: target.keys.locked.map { "Key " + $0 } ?? "Key locked:\(name)"
        case .header(let value): value
        }
    }

    /// Whether the target has something.
    func has(_ capability: Capability) -> Bool { target.capabilities.contains(capability) }

    /// What the queue's URLs begin with.
    var queue: String { get throws { try service(target.services.queue, "queue") } }
    /// What the synchronous host's URLs begin with.
    var run: String { get throws { try service(target.services.run, "synchronous host") } }
    /// What the REST host's URLs begin with.
    var rest: String { get throws { try service(target.services.rest, "REST host") } }
    /// What the CDN's URLs begin with.
    var cdn: String { get throws { try service(target.services.cdn, "CDN") } }

    private func service(_ url: String?, _ name: String) throws -> String {
        guard let url else { throw NotApplicable("the target has no \(name)") }
        return url
    }
}

/// What a case has sent and got.
actor Transcript {
    private(set) var exchanges: [Exchange] = []
    private(set) var jobs: [Job] = []

    /// How many exchanges are kept.
    private static let limit = 2_000

    var last: Exchange? { exchanges.last }

    func append(_ exchange: Exchange) {
        if exchanges.count < Self.limit { exchanges.append(exchange) }
    }

    func append(_ job: Job) { jobs.append(job) }
}
