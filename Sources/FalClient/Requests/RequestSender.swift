internal import FalAPI
internal import HTTPTypes

/// Makes calls: credentials, proxy, redirects, deadlines, bounds and retries are here, whatever the transport.
struct RequestSender: Sendable {
    let configuration: ClientConfiguration

    private var time: ClientTime { configuration.time }

    /// Calls until there is an answer with success, or trying again is of no use.
    /// - Throws: `FalError`; `CancellationError` when the task is cancelled.
    func send(_ call: ServiceCall) async throws -> ServiceAnswer {
        try await repeating(call) { deadline in
            try await withDeadline(deadline, time) {
                let (response, body) = try await open(call)
                let bytes = try await collect(body, of: response)
                return ServiceAnswer(response: response, body: bytes)
            }
        }
    }

    /// Calls, and gives the head of an answer with success and the body that still comes. Nothing is tried again.
    func open(_ call: ServiceCall) async throws -> (HTTPResponse, ResponseBody) {
        var (request, body) = (try await request(for: call), call.body)
        for _ in 0...Redirection.limit {
            let (response, answer) = try await configuration.transport.send(request, body: body)
            if response.status.kind == .successful { return (response, answer) }
            guard let next = try Redirection.next(after: response, to: request, body) else {
                throw Refusal(
                    error: FalError(
                        response,
                        body: try await beginning(of: answer),
                        operation: call.operation,
                        requestID: call.requestID
                    ),
                    facts: facts(response)
                )
            }
            (request, body) = next
        }
        throw FalError(.invalidAnswer, "more than \(Redirection.limit) redirects")
    }

    /// Attempts, with the waits between them.
    private func repeating<Value: Sendable>(
        _ call: ServiceCall,
        _ attempt: (_ deadline: Duration?) async throws -> Value
    ) async throws -> Value {
        let start = time.now()
        var count = 0
        while true {
            count += 1
            let verdict: (error: FalError, failure: RetryPolicy.Failure?)
            do {
                return try await attempt(deadline(of: call))
            } catch {
                verdict = try Self.judge(error, call)
            }
            guard let failure = verdict.failure,
                let delay = configuration.retries.delay(
                    after: failure,
                    of: call.operation,
                    attempt: count,
                    elapsed: time.now() - start,
                    random: configuration.random()
                ),
                call.deadline.map({ time.now() + delay < $0 }) ?? true
            else { throw verdict.error }
            try await time.pause(time.now() + delay)
        }
    }

    private func deadline(of call: ServiceCall) -> Duration? {
        let own = call.timeout.map { time.now() + $0 }
        guard let own, let total = call.deadline else { return own ?? call.deadline }
        return min(own, total)
    }

    /// What an error means to the caller and to the policy; nil for the latter where no attempt can help.
    /// - Throws: `CancellationError` when the task is cancelled.
    static func judge(
        _ error: any Error,
        _ call: ServiceCall
    ) throws -> (error: FalError, failure: RetryPolicy.Failure?) {
        try Task.checkCancellation()
        switch error {
        case let refusal as Refusal:
            return (refusal.error, .answer(refusal.facts))
        case let error as TransportError:
            return (FalError(error, operation: call.operation), .transport(error.code))
        case is DeadlinePassed:
            var failure = FalError(.timedOut, "no answer in time")
            failure.requestID = call.requestID
            failure.isRetryable = true
            failure.mayHaveBeenAccepted = !call.operation.isRepeatable
            return (failure, .timedOut)
        case let error as FalError:
            return (error, nil)
        case is CancellationError:
            throw error
        default:
            return (FalError(.transport, "the transport failed", underlying: error), .transport(.failed))
        }
    }

    private func request(for call: ServiceCall) async throws -> HTTPRequest {
        var url = call.url
        var headers = call.headers
        headers[.userAgent] = configuration.userAgent
        if call.isForService {
            if let authorization = try await configuration.credentials.authorization() {
                headers[.authorization] = authorization
            }
            if let proxy = configuration.proxyURL {
                guard let proxyURL = AbsoluteURL(proxy) else {
                    throw FalError(.invalidArgument, "the proxy's URL is not an http or https URL without a user")
                }
                headers[.falTargetURL] = url.description
                url = proxyURL
            }
        }
        return HTTPRequest(
            method: call.method,
            scheme: url.scheme,
            authority: url.authority,
            path: url.target,
            headerFields: headers
        )
    }

    private func facts(_ response: HTTPResponse) -> RetryPolicy.Answer {
        var facts = RetryPolicy.Answer(status: response.status.code)
        facts.hasRequestID = response.headerFields[.falRequestID] != nil
        facts.timeoutType = response.headerFields[.falRequestTimeoutType]
        facts.needsRetry = FalError.flag(response.headerFields[.falNeedsRetry])
        facts.retryAfter = response.headerFields[.retryAfter].flatMap {
            RetryAfter.delay($0, now: time.unixSeconds())
        }
        return facts
    }

    private func collect(_ body: ResponseBody, of response: HTTPResponse) async throws -> [UInt8] {
        let limit = configuration.maximumResponseBytes
        // What says that it is too large need not be received to find out.
        if let length = response.headerFields[.contentLength].flatMap({ Int64($0) }), length > limit {
            throw TransportError(.responseTooLarge, "the answer has more than \(limit) bytes")
        }
        return try await body.collected(upTo: limit)
    }

    /// As much of a refusal's body as errors keep; what breaks off is kept as far as it came.
    private func beginning(of body: ResponseBody) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        var pieces = body.makeAsyncIterator()
        while bytes.count < FalError.bodyLimit {
            do {
                guard let piece = try await pieces.next() else { break }
                bytes += piece
            } catch {
                try Task.checkCancellation()
                break
            }
        }
        return Array(bytes.prefix(FalError.bodyLimit))
    }
}

/// An answer without success, on its way to the retry policy.
struct Refusal: Error {
    let error: FalError
    let facts: RetryPolicy.Answer
}
