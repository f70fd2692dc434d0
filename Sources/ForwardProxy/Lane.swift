/// One direction of a joined pair. It reads only when all that it has read before is written, so it holds one piece at most.
struct Lane {
    /// What waits for the other side to take it.
    private(set) var pending: ArraySlice<UInt8> = []
    /// Whether the source has sent its last byte.
    private(set) var hasEnded = false
    /// Whether the destination knows that, or is gone.
    private(set) var isShut = false
    /// Whether the source went with a reset.
    private(set) var wasReset = false

    /// Whether there is room for more of the source.
    var wantsToRead: Bool { pending.isEmpty && !hasEnded }
    /// Whether the destination is to take something.
    var wantsToWrite: Bool { !pending.isEmpty }

    /// Puts something in front of what the source sends.
    mutating func begin(with bytes: [UInt8]) { pending = bytes[...] }

    /// Nothing more can be delivered.
    mutating func abandon() {
        pending = []
        hasEnded = true
        isShut = true
    }

    /// Moves what can be moved now. True when anything was.
    mutating func move(
        from source: Socket,
        _ canRead: Bool,
        to destination: Socket,
        _ canWrite: Bool,
        _ buffer: inout [UInt8]
    )
        -> Bool
    {
        var hasMoved = false
        if canWrite, wantsToWrite { hasMoved = write(pending, to: destination) }
        if canRead, wantsToRead {
            hasMoved = true
            switch source.read(into: &buffer) {
            case .moved(let count): _ = write(buffer[..<count], to: destination)
            case .blocked: hasMoved = false
            case .ended: hasEnded = true
            case .broken:
                hasEnded = true
                wasReset = true
            }
        }
        if hasEnded, pending.isEmpty {
            // A reset goes on as one, when the pair is closed.
            if wasReset { isShut = true } else { shut(destination) }
        }
        return hasMoved
    }

    /// Writes what waits, as far as it goes.
    mutating func write(to destination: Socket) { _ = write(pending, to: destination) }

    /// Tells the destination that no more comes, once.
    mutating func shut(_ destination: Socket) {
        guard !isShut else { return }
        isShut = true
        destination.endSending()
    }

    private mutating func write(_ bytes: ArraySlice<UInt8>, to destination: Socket) -> Bool {
        switch destination.write(bytes) {
        case .moved(let count):
            pending = count == bytes.count ? [] : ArraySlice(Array(bytes.dropFirst(count)))
            return count > 0
        case .blocked, .ended:
            pending = ArraySlice(Array(bytes))
            return false
        case .broken:
            abandon()
            return true
        }
    }
}
