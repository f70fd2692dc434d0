internal import FalAPI

/// Requests in the order in which they came, with cheap removal at the front and positions by binary search.
struct WaitingLine {
    private var entries: [(sequence: UInt64, id: RequestID)] = []
    private var head = 0

    var count: Int { entries.count - head }
    var first: RequestID? { head < entries.count ? entries[head].id : nil }

    /// Puts a request where its sequence number belongs.
    mutating func insert(_ id: RequestID, sequence: UInt64) {
        if let last = entries.last, head < entries.count, last.sequence > sequence {
            entries.insert((sequence, id), at: index(of: sequence))
        } else {
            entries.append((sequence, id))
        }
    }

    /// How many are ahead of the sequence number.
    func position(of sequence: UInt64) -> Int { index(of: sequence) - head }

    /// Takes a request out; false when it is not there.
    @discardableResult
    mutating func remove(sequence: UInt64) -> Bool {
        let index = index(of: sequence)
        guard index < entries.count, entries[index].sequence == sequence else { return false }
        if index == head {
            head += 1
            if head == entries.count {
                entries.removeAll(keepingCapacity: entries.capacity <= 64)
                head = 0
            } else if head > 64, head > entries.count / 2 {
                entries.removeFirst(head)
                head = 0
            }
        } else {
            entries.remove(at: index)
        }
        return true
    }

    /// The first index at or after `head` whose sequence number is not smaller.
    private func index(of sequence: UInt64) -> Int {
        var low = head
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].sequence < sequence { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
