internal import HTTPTypes

/// Follows a request by polls or by a stream, and makes one sequence of updates of what it hears.
struct StatusFollower: Sendable {
    private let handle: RequestHandle
    private let includesLogs: Bool
    private let deadline: Duration?
    private var mode: UpdateMode
    private var merger = LogMerger()
    private var last: QueueStatus?
    private var nextPoll: Duration?
    private var isOver = false
    private var stream: StatusEventStream?
    /// Attempts to listen since the last event.
    private var failures = 0
    /// A stream broke: what came meanwhile is asked for.
    private var hasGap = false
    private var hadGap = false

    private var time: ClientTime { handle.sender.configuration.time }

    init(_ handle: RequestHandle, _ mode: UpdateMode, includesLogs: Bool, deadline: Duration?) {
        self.handle = handle
        self.mode = mode
        self.includesLogs = includesLogs
        self.deadline = deadline
    }

    /// The next update; nil after the last.
    mutating func next() async throws -> QueueStatus? {
        guard !isOver else { return nil }
        do {
            while true {
                try Task.checkCancellation()
                guard let status = try await hear() else { continue }
                var shape = status
                shape.logs = []
                if status.isCompleted {
                    isOver = true
                    stream = nil
                    return status
                }
                guard shape != last || !status.logs.isEmpty else { continue }
                last = shape
                return status
            }
        } catch {
            isOver = true
            stream = nil
            throw error
        }
    }

    /// What there is to hear next, with the lines that are new; nil for nothing this time.
    private mutating func hear() async throws -> QueueStatus? {
        switch mode {
        case .polling(let interval):
            try await pause(until: nextPoll)
            let status = try await poll()
            nextPoll = time.now() + max(interval, .milliseconds(10))
            return status
        case .streaming:
            if hasGap {
                hasGap = false
                return try await poll()
            }
            guard let status = try await listen() else { return nil }
            guard status.isCompleted, hadGap, includesLogs else { return status }
            // Lines of a gap that the new stream did not bring again.
            var all = try await poll()
            all.logs = status.logs + all.logs
            return all
        }
    }

    private mutating func poll() async throws -> QueueStatus {
        var status = try await handle.status(includeLogs: includesLogs, deadline: deadline)
        status.logs = merger.merge(poll: status.logs)
        return status
    }

    /// The next event's status; nil when the stream had to be opened, or given up.
    private mutating func listen() async throws -> QueueStatus? {
        guard let stream else {
            try await open()
            return nil
        }
        do {
            if var status = try await stream.next(deadline: deadline) {
                failures = 0
                status.logs = merger.merge(event: status.logs)
                return status
            }
            // The end without COMPLETED is as good as a break.
        } catch let error as DeadlinePassed {
            if let deadline, time.now() >= deadline { throw error }
        } catch {
            try Task.checkCancellation()
        }
        try await streamBroke(after: nil)
        return nil
    }

    private mutating func open() async throws {
        let call = try handle.statusStreamCall(includeLogs: includesLogs)
        let (sender, time) = (handle.sender, time)
        let limit = min(deadline ?? .seconds(Int64.max / 4), time.now() + sender.configuration.timeouts.call)
        do {
            let (response, body) = try await withDeadline(limit, time) { try await sender.open(call) }
            let type = response.headerFields[.contentType]?.lowercased() ?? ""
            guard type.hasPrefix("text/event-stream") else {
                // A proxy that knows no streams asks for JSON, and gets it.
                mode = .polling
                return
            }
            merger.streamBegins()
            stream = StatusEventStream(handle: handle, body: body)
        } catch {
            if error is DeadlinePassed, let deadline, time.now() >= deadline { throw error }
            let (_, failure) = try RequestSender.judge(error, call)
            guard let failure, sender.configuration.retries.mayRepeat(failure, .status) else {
                // Whatever is wrong with the request, a poll says it in full.
                mode = .polling
                return
            }
            try await streamBroke(after: failure)
        }
    }

    /// Waits before another attempt; after too many in a row there are only polls.
    private mutating func streamBroke(after failure: RetryPolicy.Failure?) async throws {
        stream = nil
        hasGap = true
        hadGap = true
        failures += 1
        let configuration = handle.sender.configuration
        guard failures < configuration.retries.maximumAttempts else {
            mode = .polling
            return
        }
        var delay = configuration.retries.backoff(attempt: failures, random: configuration.random())
        if case .answer(let answer) = failure, let asked = answer.retryAfter {
            delay = max(delay, min(asked, configuration.retries.maximumRetryAfter))
        }
        try await pause(until: time.now() + delay)
    }

    private func pause(until instant: Duration?) async throws {
        if let deadline, time.now() >= deadline { throw DeadlinePassed() }
        guard let instant, instant > time.now() else { return }
        try await time.pause(min(instant, deadline ?? instant))
        if let deadline, time.now() >= deadline { throw DeadlinePassed() }
    }
}
