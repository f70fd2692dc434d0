import CMicroHTTPD

/// A streamed body between its producer, a task, and its reader, libmicrohttpd's thread.
final class BodyStream: Sendable {
    private let connection: Connection
    private let limit: Int
    private let produce: @Sendable (BodyWriter) async -> Void
    private let state = Locked(State())

    private struct State {
        var buffer: [UInt8] = []
        var offset = 0
        var hasStarted = false
        var hasEnded = false
        /// The end is to look like a broken connection.
        var isIncomplete = false
        /// Nobody will read any more, or nobody shall.
        var isBroken = false
        /// The reader found nothing and the connection is suspended until there is something.
        var isReaderSuspended = false
        var task: Task<Void, Never>?
        var nextWaiter: UInt64 = 0
        var waiters: [UInt64: CheckedContinuation<Void, Never>] = [:]

        var count: Int { buffer.count - offset }

        mutating func takeWaiters() -> [CheckedContinuation<Void, Never>] {
            defer { waiters.removeAll() }
            return Array(waiters.values)
        }
    }

    init(_ connection: Connection, limit: Int, produce: @escaping @Sendable (BodyWriter) async -> Void) {
        self.connection = connection
        self.limit = max(1, limit)
        self.produce = produce
    }

    /// Fills libmicrohttpd's buffer; called on its thread. The producer starts with the first call, so never for HEAD.
    func read(into target: UnsafeMutableRawBufferPointer) -> Int {
        let (result, waiters) = state.withLock { state -> (Int, [CheckedContinuation<Void, Never>]) in
            if state.isBroken { return (microhttpd_end_with_error, []) }
            if !state.hasStarted {
                state.hasStarted = true
                state.task = Task {
                    await self.produce(BodyWriter(stream: self))
                    self.finish()
                }
            }
            let count = min(target.count, state.count)
            if count > 0 {
                state.buffer.withUnsafeBytes { source in
                    target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[state.offset...].prefix(count)))
                }
                state.offset += count
                if state.count == 0 {
                    state.buffer.removeAll(keepingCapacity: state.buffer.capacity <= 4096)
                    state.offset = 0
                }
                return (count, state.count <= limit / 2 ? state.takeWaiters() : [])
            }
            if state.hasEnded {
                return (state.isIncomplete ? microhttpd_end_with_error : microhttpd_end_of_stream, [])
            }
            // `stop` marks the cut before it looks for streams, so one that it did not find sees the mark here.
            if connection.core.isCutting { return (microhttpd_end_with_error, []) }
            state.isReaderSuspended = true
            MHD_suspend_connection(connection.handle)
            return (0, [])
        }
        for waiter in waiters { waiter.resume() }
        return result
    }

    func write(_ bytes: [UInt8]) async throws {
        var rest = bytes[...]
        while true {
            try Task.checkCancellation()
            let written = try state.withLock { state in
                if state.isBroken || state.hasEnded { throw BodyWriter.PeerGone() }
                let count = min(rest.count, limit - state.count)
                if state.offset >= limit {
                    state.buffer.removeFirst(state.offset)
                    state.offset = 0
                }
                state.buffer.append(contentsOf: rest.prefix(count))
                if count > 0 { resumeReader(&state) }
                return count
            }
            rest = rest.dropFirst(written)
            if rest.isEmpty { return }
            await waitForRoom()
        }
    }

    private func waitForRoom() async {
        let number = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let mustWait = state.withLock { state in
                    // A cancellation before this line finds no waiter, so it has to be looked for here.
                    if state.isBroken || state.hasEnded || state.count < limit || Task.isCancelled { return false }
                    state.waiters[number] = continuation
                    return true
                }
                if !mustWait { continuation.resume() }
            }
        } onCancel: {
            state.withLock { $0.waiters.removeValue(forKey: number) }?.resume()
        }
    }

    private func finish() {
        state.withLock { state in
            state.hasEnded = true
            resumeReader(&state)
        }
    }

    /// Ends the stream after what has been written, so that the peer sees an incomplete body.
    func breakOff() {
        let (task, waiters) = state.withLock { state in
            if !state.hasEnded {
                state.hasEnded = true
                state.isIncomplete = true
                resumeReader(&state)
            }
            return (state.task, state.takeWaiters())
        }
        task?.cancel()
        for waiter in waiters { waiter.resume() }
    }

    /// Ends the stream at once so that the peer sees an incomplete body; harmless when it has ended.
    func abort() {
        let (task, waiters) = state.withLock { state in
            state.isBroken = true
            state.buffer = []
            state.offset = 0
            resumeReader(&state)
            return (state.task, state.takeWaiters())
        }
        task?.cancel()
        for waiter in waiters { waiter.resume() }
    }

    /// Tells the producer that the answer is over; the connection is not touched any more.
    func detach() {
        state.withLock { $0.isReaderSuspended = false }
        abort()
    }

    private func resumeReader(_ state: inout State) {
        guard state.isReaderSuspended else { return }
        state.isReaderSuspended = false
        MHD_resume_connection(connection.handle)
    }
}
