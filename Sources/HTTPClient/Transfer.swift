import CCurl
import HTTPTypes

/// One request on its way: its handle of curl, and what is known of it.
///
/// Sendable although the handle and the position in the body are not: until `TransferLoop.start` they belong to the task
/// that made the transfer, from then on to the thread of the loop alone. Everything else is in `state`, behind a lock,
/// which is never held while curl is called.
final class Transfer: @unchecked Sendable {
    /// How many bytes of an answer wait for a reader before no more are received.
    private static let window = 64 * 1024

    let easy: UnsafeMutableRawPointer
    /// When it has to be over.
    let deadline: ContinuousClock.Instant
    private let loop: TransferLoop
    private let content: RequestContent?
    private let isIdempotent: Bool
    private let state: Locked<TransferState>
    private var handles = TransferHandles()
    /// How much of the request's body curl has.
    private var position: UInt64 = 0
    private var hasAnswer = false

    init(
        _ request: PreparedRequest,
        _ options: HTTPClient.Options,
        wholeAnswer: Bool,
        loop: TransferLoop
    ) throws(HTTPClientError) {
        self.loop = loop
        content = request.content
        isIdempotent = request.isIdempotent
        deadline = .now + min(options.timeout, .seconds(2_000_000))
        state = Locked(
            TransferState(
                intake: wholeAnswer
                    ? .whole(limit: max(0, options.maximumResponseBytes)) : .pieces(window: Self.window),
                head: ResponseHead(followsRedirects: options.maximumRedirects > 0),
                upload: UploadBuffer(length: request.content?.length)
            )
        )
        easy = try TransferHandles.make()
        try handles.configure(easy, request, options, loop.limits)
    }

    deinit {
        curl_easy_cleanup(easy)
    }
}

// What the tasks of the caller do.
extension Transfer {
    /// Waits for the head of the answer.
    func response() async throws(HTTPClientError) -> HTTPResponse {
        await wait(for: .head)
        return try state.withLock { (state) throws(HTTPClientError) in
            if case .failed(let error) = state.ending, !state.head.isComplete || error.code == .cancelled {
                throw error
            }
            return state.head.response
        }
    }

    /// Waits for the end, and gives the whole answer.
    func whole() async throws(HTTPClientError) -> (HTTPResponse, [UInt8]) {
        await wait(for: .end)
        return try state.withLock { (state) throws(HTTPClientError) in
            if case .failed(let error) = state.ending { throw error }
            return (state.head.response, try state.takePiece().piece ?? [])
        }
    }

    /// The next piece of the body; nil at the end.
    func nextPiece() async throws(HTTPClientError) -> [UInt8]? {
        while true {
            if Task.isCancelled {
                cancel()
                throw Self.cancelled
            }
            let (taken, isBusy) = try state.withLock { (state) throws(HTTPClientError) in
                (try state.takePiece(), state.hasReader)
            }
            if taken.goesOn { askAttention() }
            if taken.piece != nil || taken.isEnd { return taken.piece }
            guard !isBusy else { throw HTTPClientError(.failed, "two tasks read one answer") }
            await wait(for: .piece)
        }
    }

    private func wait(for awaited: TransferState.Awaited) async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if !state.withLock({ $0.wait(for: awaited, continuation) }) { continuation.resume() }
            }
        } onCancel: {
            cancel()
        }
    }

    private static let cancelled = HTTPClientError(.cancelled, "cancelled")

    /// Ends the transfer at once, from whatever thread; harmless when it has ended.
    func cancel() {
        end(.failed(Self.cancelled))
    }

    /// Takes bytes of the request's body.
    func write(_ bytes: [UInt8]) async throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            try Task.checkCancellation()
            switch state.withLock({ $0.upload.accept(rest) }) {
            case .taken(let count, let mustTell):
                if mustTell { askAttention() }
                rest = rest.dropFirst(count)
            case .tooMany:
                let error = HTTPClientError(.bodyFailed, "the body is longer than was said")
                end(.failed(error))
                throw error
            case .over:
                throw CancellationError()
            }
            if !rest.isEmpty { await waitForRoom() }
        }
    }

    private func waitForRoom() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                if Task.isCancelled || !state.withLock({ $0.waitForRoom(continuation) }) { continuation.resume() }
            }
        } onCancel: {
            for continuation in state.withLock({ $0.takeWriters() }) { continuation.resume() }
        }
    }

    private func produce(_ make: @Sendable (HTTPClient.RequestBodyWriter) async throws -> Void) async {
        do {
            try await make(HTTPClient.RequestBodyWriter(transfer: self))
        } catch {
            let message = (error as? HTTPClientError)?.message ?? "the body could not be made: \(error)"
            return end(.failed(HTTPClientError(.bodyFailed, message)))
        }
        switch state.withLock({ $0.upload.finish() }) {
        case (false, _): end(.failed(HTTPClientError(.bodyFailed, "the body is shorter than was said")))
        case (true, let mustTell): if mustTell { askAttention() }
        }
    }

    /// Ends the transfer from any side, and lets the loop take it out.
    private func end(_ ending: TransferState.Ending) {
        finish(ending)
        askAttention()
    }

    private func askAttention() {
        let isNew = state.withLock { state in
            defer { state.isAttentionAsked = true }
            return !state.isAttentionAsked
        }
        if isNew { loop.attend(to: self) }
    }
}

// What the thread of the loop does.
extension Transfer {
    /// Hands the transfer to curl; false when it has ended before, or curl does not take it.
    func begin(_ multi: UnsafeMutableRawPointer) -> Bool {
        guard state.withLock({ $0.ending == nil }) else { return false }
        // Not retained: the loop holds this object until the handle is out of its hands again.
        let context = Unmanaged.passUnretained(self).toOpaque()
        for option in [CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA] {
            _ = ccurl_set_pointer(easy, option, context)
        }
        let left = ContinuousClock.now.duration(to: deadline)
        _ = ccurl_set_long(easy, CURLOPT_TIMEOUT_MS, TransferHandles.milliseconds(left))
        let status = curl_multi_add_handle(multi, easy)
        if status == CURLM_OK { return true }
        finish(.failed(HTTPClientError(.failed, String(cString: curl_multi_strerror(status)))))
        return false
    }

    /// Looks what has changed; false when the transfer is to be taken out.
    func attend() -> Bool {
        let hasEnded = state.withLock { state in
            state.isAttentionAsked = false
            return state.ending != nil
        }
        if hasEnded { return false }
        let result = ccurl_resume(easy)
        if result == CURLE_OK { return true }
        finish(result)
        return false
    }

    /// Whether a transfer that waits for its turn is not to get it, because it has ended or its time is up.
    var isOver: Bool {
        if deadline <= .now { finish(.failed(HTTPClientError(.timedOut, "its turn did not come in time"))) }
        return state.withLock { $0.ending != nil }
    }

    /// The end as curl reports it.
    func finish(_ result: CURLcode) {
        if result == CURLE_OK { return finish(.complete) }
        if result == CURLE_OUT_OF_MEMORY, !state.withLock({ $0.head.isComplete }) {
            // What curl says to a line of more than 100 kB.
            return finish(.failed(HTTPClientError(.responseTooLarge, "a line of the answer's head is too long")))
        }
        let words = handles.errorText
        finish(
            .failed(
                HTTPClientError(
                    HTTPClientError.Code(result),
                    words.isEmpty ? String(cString: curl_easy_strerror(result)) : words
                )
            )
        )
    }

    /// The end, unless there was one before; wakes whoever waits.
    func finish(_ ending: TransferState.Ending) {
        let (woken, producer) = state.withLock { state in
            state.end(ending)
            return (state.takeWoken(), state.producer)
        }
        producer?.cancel()
        for continuation in woken { continuation.resume() }
    }

    fileprivate func takeLine(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        hasAnswer = true
        let (isTaken, woken) = state.withLock { state in (state.takeLine(bytes), state.takeWoken()) }
        for continuation in woken { continuation.resume() }
        return isTaken
    }

    fileprivate func takeBody(_ bytes: UnsafeBufferPointer<UInt8>) -> TransferState.Reception {
        let (reception, woken) = state.withLock { state in (state.takeBody(bytes), state.takeWoken()) }
        for continuation in woken { continuation.resume() }
        return reception
    }

    /// Fills curl's buffer with the request's body: the number of bytes, or one of curl's signals.
    fileprivate func fill(_ target: UnsafeMutableRawBufferPointer) -> Int {
        switch content {
        case .bytes(let bytes):
            let start = Int(position)
            let count = min(target.count, bytes.count - start)
            bytes.withUnsafeBytes { source in
                target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[start...].prefix(count)))
            }
            position += UInt64(count)
            return count
        case .file(let file):
            let count = file.read(at: position, into: target)
            if count < 0 || (count == 0 && position < file.length) {
                finish(.failed(HTTPClientError(.bodyFailed, "the file has become shorter, or cannot be read")))
                return ccurl_read_abort
            }
            position += UInt64(count)
            return count
        case .stream(_, let make):
            let (count, woken) = state.withLock { state -> (Int?, [CheckedContinuation<Void, Never>]) in
                if state.producer == nil, state.ending == nil {
                    state.producer = Task { await self.produce(make) }
                }
                return (state.upload.fill(target), state.takeWoken())
            }
            for continuation in woken { continuation.resume() }
            return count ?? ccurl_read_pause
        case nil:
            return 0
        }
    }

    /// Begins the request's body anew: for a redirect, or on a new connection when the old one has proved to be dead.
    /// The server may have seen the request then, so one that must not be repeated is not.
    fileprivate func rewind() -> Bool {
        guard content?.isRepeatable ?? true, hasAnswer || isIdempotent || position == 0 else { return false }
        hasAnswer = false
        position = 0
        return true
    }
}

private func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
    context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
}

private func bytes(_ data: UnsafeMutablePointer<CChar>?, _ count: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(UnsafeMutableRawBufferPointer(start: data, count: count).assumingMemoryBound(to: UInt8.self))
}

// Any other number than that of the bytes ends the transfer.
private func refused(_ count: Int) -> Int { count == 0 ? 1 : 0 }

let lineArrived: ccurl_data_callback = { data, size, count, context in
    let count = size * count
    guard let transfer = transfer(context) else { return refused(count) }
    return transfer.takeLine(bytes(data, count)) ? count : refused(count)
}

let pieceArrived: ccurl_data_callback = { data, size, count, context in
    let count = size * count
    guard let transfer = transfer(context) else { return refused(count) }
    return switch transfer.takeBody(bytes(data, count)) {
    case .taken: count
    case .notNow: ccurl_write_pause
    case .refused: refused(count)
    }
}

let bodyWanted: ccurl_data_callback = { data, size, count, context in
    guard let transfer = transfer(context) else { return ccurl_read_abort }
    return transfer.fill(UnsafeMutableRawBufferPointer(start: data, count: size * count))
}

let bodyWantedAgain: ccurl_seek_callback = { context, offset, origin in
    guard let transfer = transfer(context), offset == 0, origin == 0, transfer.rewind() else {
        return CURL_SEEKFUNC_FAIL
    }
    return CURL_SEEKFUNC_OK
}
