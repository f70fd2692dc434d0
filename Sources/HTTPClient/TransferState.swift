import HTTPTypes

/// What is known of a transfer: the state that the thread of curl, the reader of the answer and the maker of the body
/// share. It wakes whoever waits for what has become true.
struct TransferState {
    /// How the body of the answer is taken.
    enum Intake: Sendable {
        /// As a whole, of so many bytes at most.
        case whole(limit: Int)
        /// Piece by piece; beyond so many bytes that wait for the reader nothing is received.
        case pieces(window: Int)
    }

    /// How it has ended.
    enum Ending: Sendable {
        case complete
        case failed(HTTPClientError)
    }

    /// What the reader waits for.
    enum Awaited: Sendable {
        case head
        case piece
        case end
    }

    private let intake: Intake
    private(set) var head: ResponseHead
    private(set) var received: [UInt8] = []
    private(set) var ending: Ending?
    /// Nothing is received until the reader has made room.
    private(set) var isReceivingPaused = false
    /// The body of the request, where a task makes it.
    var upload: UploadBuffer
    var producer: Task<Void, Never>?
    private var reader: (awaited: Awaited, continuation: CheckedContinuation<Void, Never>)?
    private var writers: [CheckedContinuation<Void, Never>] = []
    /// The loop has been told to look at the transfer, and has not yet.
    var isAttentionAsked = false

    init(intake: Intake, head: ResponseHead, upload: UploadBuffer) {
        self.intake = intake
        self.head = head
        self.upload = upload
    }

    /// Takes in a line of the head; false ends the transfer.
    mutating func takeLine(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        guard ending == nil else { return false }
        do throws(HTTPClientError) {
            try head.take(bytes)
            return true
        } catch {
            end(.failed(error))
            return false
        }
    }

    /// What becomes of a piece of the body that has come.
    enum Reception: Sendable {
        case taken
        case notNow
        case refused
    }

    /// Takes in a piece of the body.
    mutating func takeBody(_ bytes: UnsafeBufferPointer<UInt8>) -> Reception {
        guard ending == nil else { return .refused }
        switch intake {
        case .whole(let limit):
            guard bytes.count <= limit - received.count else {
                end(.failed(HTTPClientError(.responseTooLarge, "the answer has more than \(limit) bytes")))
                return .refused
            }
        case .pieces(let window):
            guard received.count < window else {
                isReceivingPaused = true
                return .notNow
            }
        }
        received.append(contentsOf: bytes)
        return .taken
    }

    /// Gives what has come; nil when there is nothing yet. The second value: receiving can go on.
    mutating func takePiece() throws(HTTPClientError) -> (piece: [UInt8]?, isEnd: Bool, goesOn: Bool) {
        if !received.isEmpty {
            defer {
                received = []
                isReceivingPaused = false
            }
            return (received, false, isReceivingPaused)
        }
        switch ending {
        case .failed(let error): throw error
        case .complete: return (nil, true, false)
        case nil: return (nil, false, false)
        }
    }

    /// Ends the transfer, unless it has; what nobody can use any more is dropped.
    mutating func end(_ ending: Ending) {
        guard self.ending == nil else { return }
        self.ending = ending
        switch ending {
        case .complete: head.finish()
        case .failed(let error): if error.code == .cancelled { received = [] }
        }
        upload.drop()
    }
}

extension TransferState {
    /// Whether the reader has something to look at.
    private func isReady(_ awaited: Awaited) -> Bool {
        if ending != nil { return true }
        return switch awaited {
        case .head: head.isComplete || !received.isEmpty
        case .piece: !received.isEmpty
        case .end: false
        }
    }

    /// Lets the reader wait; false when it need not. There is one reader: another one's wait ends at once.
    mutating func wait(for awaited: Awaited, _ continuation: CheckedContinuation<Void, Never>) -> Bool {
        guard !isReady(awaited), reader == nil else { return false }
        reader = (awaited, continuation)
        return true
    }

    /// Lets the maker of the body wait; false when it need not.
    mutating func waitForRoom(_ continuation: CheckedContinuation<Void, Never>) -> Bool {
        guard ending == nil, upload.room == 0 else { return false }
        writers.append(continuation)
        return true
    }

    /// Those who wait for room, whether there is any or not.
    mutating func takeWriters() -> [CheckedContinuation<Void, Never>] {
        defer { writers = [] }
        return writers
    }

    /// Whether a reader waits.
    var hasReader: Bool { reader != nil }

    /// Those who need not wait any longer; to be resumed when the lock is open again.
    mutating func takeWoken() -> [CheckedContinuation<Void, Never>] {
        var woken: [CheckedContinuation<Void, Never>] = []
        if let reader, isReady(reader.awaited) {
            woken.append(reader.continuation)
            self.reader = nil
        }
        if ending != nil || upload.room > 0 { woken += takeWriters() }
        return woken
    }
}
