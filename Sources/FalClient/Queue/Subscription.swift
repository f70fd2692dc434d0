/// A request from its submit to its result: what is given up here is cancelled on the server.
struct Subscription: Sendable {
    let client: FalClient
    let endpoint: EndpointName
    let options: SubscribeOptions
    let onUpdate: (@Sendable (QueueStatus) -> Void)?

    private var time: ClientTime { client.configuration.time }

    /// How often a result is asked for that is not there yet although the request is completed. Two integrations report a
    /// short window in which live fal answers so.
    private static let patience = 5

    /// Runs it.
    /// - Parameter input: makes the input as JSON, uploading what has to be.
    /// - Throws: `FalError`, of the code `timedOut` when time is up; `CancellationError` when the task is cancelled. In both
    ///   cases the cancellation on the server is tried for as long as `ClientTimeouts.cancellation` says, before it throws.
    func run<Output: Decodable & Sendable>(
        as type: Output.Type,
        input: @escaping @Sendable () async throws -> [UInt8]
    ) async throws -> Output {
        let deadline = options.timeout.map { time.now() + $0 }
        var handle: RequestHandle?
        do {
            let json = try await withDeadline(deadline, time, input)
            let submitted = try await submit(json, deadline)
            handle = submitted
            try Task.checkCancellation()
            var updates = submitted.updates(options.updates, includeLogs: options.includeLogs)
            updates.deadline = deadline
            for try await update in updates { onUpdate?(update) }
            return try await result(of: submitted, as: type, deadline)
        } catch {
            let isOver = deadline.map { time.now() >= $0 } ?? false
            let isCancelled = error is CancellationError || Task.isCancelled
            // A request that failed, or was never accepted, is left as it is.
            let isGivenUp =
                isCancelled || error is DeadlinePassed || (isOver && (error as? FalError)?.code == .timedOut)
            guard isGivenUp else { throw error }
            if let handle { await cancelOnServer(handle) }
            if isCancelled { throw CancellationError() }
            var failure = FalError(.timedOut, "the request was not completed in time, and was given up")
            failure.requestID = handle?.requestID
            failure.isRetryable = true
            failure.mayHaveBeenAccepted = handle == nil && (error as? FalError)?.mayHaveBeenAccepted == true
            throw failure
        }
    }

    /// Submits. When the task is cancelled meanwhile, the answer is still waited for, though not for long: without the
    /// request's id nobody can cancel it on the server.
    private func submit(_ json: [UInt8], _ deadline: Duration?) async throws -> RequestHandle {
        let submission = Task {
            try await client.queue.submit(endpoint, json: json, options.submit, deadline: deadline)
        }
        let (time, grace) = (time, client.configuration.timeouts.cancellation)
        let guardian = Locked<Task<Void, Never>?>(nil)
        defer { guardian.withLock { $0 }?.cancel() }
        return try await withTaskCancellationHandler {
            try await submission.value
        } onCancel: {
            let task = Task {
                try? await time.alarm(time.now() + grace)
                submission.cancel()
            }
            guardian.withLock { $0 = task }
        }
    }

    private func result<Output: Decodable & Sendable>(
        of handle: RequestHandle,
        as type: Output.Type,
        _ deadline: Duration?
    ) async throws -> Output {
        for _ in 1..<Self.patience {
            do {
                return try await handle.result(as: type, deadline: deadline)
            } catch let error as FalError where error.code == .notCompleted {
                try await time.pause(time.now() + .milliseconds(500))
            }
        }
        return try await handle.result(as: type, deadline: deadline)
    }

    /// In a task of its own, which the cancellation of this one does not reach.
    private func cancelOnServer(_ handle: RequestHandle) async {
        let (time, effort) = (time, client.configuration.timeouts.cancellation)
        await Task {
            try? await withDeadline(time.now() + effort, time) { _ = try await handle.cancel() }
        }.value
    }
}
