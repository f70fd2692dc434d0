internal import FalAPI
internal import HTTPTypes
internal import JSON

/// A request on the queue.
struct Job: Sendable {
    let endpoint: Endpoint
    let id: String
    /// The URL of the result, made from the id as clients do; the others begin with it.
    let url: String
    /// The answer to the submit.
    let submit: Exchange

    var status: String { url + "/status" }
    var stream: String { url + "/status/stream" }
    var cancel: String { url + "/cancel" }
}

extension Probe {
    /// Sends a POST to an endpoint of the queue.
    func post(
        _ path: String,
        json: JSONValue? = nil,
        body: [UInt8]? = nil,
        _ headers: HTTPFields = [:],
        as caller: Caller = .main,
        isRefusalExpected: Bool = false
    ) async throws -> Exchange {
        let exchange = try await send(
            .post,
            try queue + "/" + path,
            json: json,
            body: body,
            headers,
            as: caller,
            isRefusalExpected: isRefusalExpected
        )
        if caller == .main, 200...299 ~= exchange.status, let job = try? job(exchange, .videoToAudio) {
            await record.append(job)
        }
        return exchange
    }

    /// Submits an input and demands that it is accepted.
    func submit(
        _ endpoint: Endpoint = .videoToAudio,
        _ input: JSONValue? = nil,
        query: String = "",
        _ headers: HTTPFields = [:]
    ) async throws -> Job {
        let answer = try await post(endpoint.id + query, json: input ?? endpoint.input, headers)
        try answer.expect(status: 200)
        return try job(answer, endpoint)
    }

    /// The request that a submit has made.
    func job(_ answer: Exchange, _ endpoint: Endpoint) throws -> Job {
        let id = try answer.text("request_id")
        return Job(
            endpoint: endpoint,
            id: id,
            url: "\(try queue)/\(endpoint.application)/requests/\(id)",
            submit: answer
        )
    }

    /// Polls the status once.
    /// - Parameter logs: the value of the query's `logs`; nil leaves it out.
    func status(_ job: Job, logs: String? = nil, as caller: Caller = .main) async throws -> Exchange {
        try await send(.get, job.status + (logs.map { "?logs=\($0)" } ?? ""), as: caller)
    }

    /// Fetches the result, whatever it is.
    func result(_ job: Job, as caller: Caller = .main) async throws -> Exchange {
        try await send(.get, job.url, as: caller)
    }

    /// Asks for the end of a request.
    func cancel(_ job: Job, as caller: Caller = .main) async throws -> Exchange {
        try await send(.put, job.cancel, as: caller)
    }

    /// Polls until the status is one of these, and gives every poll on the way.
    func poll(
        _ job: Job,
        until states: Set<String> = ["COMPLETED"],
        logs: String? = nil
    ) async throws
        -> [Exchange]
    {
        var polls: [Exchange] = []
        while polls.count < target.patience.polls {
            let poll = try await status(job, logs: logs)
            try poll.expect(status: 200, 202)
            polls.append(poll)
            let state = try poll.text("status")
            if states.contains(state) { return polls }
            try poll.expect(
                ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"].contains(state),
                "one of the three states",
                got: "status \(state)"
            )
            if state == "COMPLETED" { return polls }
            try await target.pause(target.patience.interval)
        }
        throw Deviation(
            expected:
                "the state \(states.sorted().joined(separator: " or ")) within \(target.patience.total)",
            actual: "it was not reached in \(polls.count) polls",
            exchange: polls.last
        )
    }

    /// Brings a request to its end, and gives the poll that says so.
    func finish(_ job: Job, logs: String? = nil) async throws -> Exchange {
        let polls = try await poll(job, logs: logs)
        return polls[polls.count - 1]
    }

    /// Waits for a state that may pass too quickly to be seen.
    func catchUp(_ job: Job, _ state: String) async throws -> Exchange {
        let polls = try await poll(job, until: [state])
        guard let last = polls.last, try last.text("status") == state else {
            throw NotApplicable("the request was never seen \(state)")
        }
        return last
    }

    /// Submits an input, waits for the end and gives the result, whatever it is.
    func outcome(
        of endpoint: Endpoint = .videoToAudio,
        _ input: JSONValue? = nil,
        _ headers: HTTPFields = [:]
    ) async throws -> Exchange {
        let job = try await submit(endpoint, input, headers)
        _ = try await finish(job)
        return try await settled(job)
    }

    /// The result of a completed request. Two integrations report that for a moment it may still be called in progress.
    func settled(_ job: Job) async throws -> Exchange {
        let first = try await result(job)
        guard first.status == 400, target.kind == .live else { return first }
        try await target.pause(.seconds(1))
        return try await result(job)
    }

    /// Runs an input synchronously.
    func runNow(
        _ endpoint: Endpoint = .videoToAudio,
        _ input: JSONValue? = nil,
        body: [UInt8]? = nil,
        _ headers: HTTPFields = [:],
        as caller: Caller = .main
    ) async throws -> Exchange {
        let url = "\(try run)/\(endpoint.id)"
        if let body { return try await send(.post, url, body: body, headers, as: caller) }
        return try await send(.post, url, json: input ?? endpoint.input, headers, as: caller)
    }
}
