internal import FalAPI

/// Something that is due for a request at an instant.
struct QueueTimer: Comparable {
    /// What is due, in the order in which things that are due at the same instant happen: a line that is written as the model
    /// ends belongs to the log, a runner that comes free serves who became eligible at that instant, and who starts at the
    /// very deadline has started in time.
    enum Kind: Int {
        case log
        case finish
        case eligible
        case deadline
    }

    let time: Instant
    let kind: Kind
    let sequence: UInt64
    let id: RequestID

    static func < (left: Self, right: Self) -> Bool {
        (left.time.nanoseconds, left.kind.rawValue, left.sequence)
            < (right.time.nanoseconds, right.kind.rawValue, right.sequence)
    }
}

/// A binary heap of timers, the earliest first.
struct TimerHeap {
    private var timers: [QueueTimer] = []
    private var nextSequence: UInt64 = 0

    var earliest: Instant? { timers.first?.time }
    var count: Int { timers.count }

    mutating func insert(_ kind: QueueTimer.Kind, _ id: RequestID, at time: Instant) {
        timers.append(QueueTimer(time: time, kind: kind, sequence: nextSequence, id: id))
        nextSequence += 1
        var child = timers.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard timers[child] < timers[parent] else { break }
            timers.swapAt(child, parent)
            child = parent
        }
    }

    /// Takes the earliest timer that is due at `time` or before.
    mutating func popDue(at time: Instant) -> QueueTimer? {
        guard let first = timers.first, first.time <= time else { return nil }
        let last = timers.removeLast()
        guard !timers.isEmpty else { return first }
        timers[0] = last
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < timers.count && timers[child] < timers[least] {
                least = child
            }
            guard least != parent else { break }
            timers.swapAt(parent, least)
            parent = least
        }
        return first
    }

    /// Drops timers for which `isStale` holds, when more than `bound` are kept.
    mutating func prune(above bound: Int, where isStale: (QueueTimer) -> Bool) {
        guard timers.count > bound else { return }
        timers.removeAll(where: isStale)
        timers.sort()  // a sorted array is a heap
    }
}
