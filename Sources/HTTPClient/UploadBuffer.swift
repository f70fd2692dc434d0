/// A body on its way from the task that makes it to curl; holds a bounded part of it.
struct UploadBuffer: Sendable {
    /// The most that is held, in bytes.
    static let capacity = 64 * 1024

    /// How long the whole body will be, where it is known.
    let length: UInt64?
    private var bytes: [UInt8] = []
    private var offset = 0
    private var accepted: UInt64 = 0
    private var isOver = false
    /// curl has found nothing, and waits until it is told that there is something.
    private(set) var isPaused = false

    init(length: UInt64?) {
        self.length = length
    }

    /// How many bytes find room now.
    var room: Int { isOver ? 0 : Self.capacity - (bytes.count - offset) }

    /// What becomes of bytes that the maker hands over.
    enum Acceptance: Sendable, Equatable {
        /// So many are taken; whether curl has to be told.
        case taken(Int, mustTell: Bool)
        /// There are more than were announced.
        case tooMany
        /// Nobody takes any more.
        case over
    }

    /// Takes in as many bytes as there is room for.
    mutating func accept(_ new: ArraySlice<UInt8>) -> Acceptance {
        guard !isOver else { return .over }
        if let length, UInt64(new.count) > length - accepted { return .tooMany }
        let count = min(new.count, room)
        if offset == bytes.count {
            bytes.removeAll(keepingCapacity: true)
            offset = 0
        } else if offset >= Self.capacity {
            bytes.removeFirst(offset)
            offset = 0
        }
        bytes.append(contentsOf: new.prefix(count))
        accepted += UInt64(count)
        defer { if count > 0 { isPaused = false } }
        return .taken(count, mustTell: isPaused && count > 0)
    }

    /// There is no more: whether as much has come as was announced, and whether curl has to be told.
    mutating func finish() -> (isWhole: Bool, mustTell: Bool) {
        guard !isOver else { return (true, false) }
        if let length, accepted != length { return (false, false) }
        isOver = true
        defer { isPaused = false }
        return (true, isPaused)
    }

    /// Fills curl's buffer: the number of bytes, 0 at the end; nil when there is nothing yet, and curl has to wait.
    mutating func fill(_ target: UnsafeMutableRawBufferPointer) -> Int? {
        let count = min(target.count, bytes.count - offset)
        if count == 0 {
            isPaused = !isOver
            return isOver ? 0 : nil
        }
        bytes.withUnsafeBytes { source in
            target.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[offset...].prefix(count)))
        }
        offset += count
        return count
    }

    /// Forgets everything: nobody takes it any more.
    mutating func drop() {
        bytes = []
        offset = 0
        isOver = true
    }
}
