/// Tells which lines of a log are new, whatever they come from: polls that repeat all of them, streams that bring those since
/// the event before, streams that begin anew.
///
/// A line is known by all it says, its time with it. It is new as often as a poll or an event has it more times than any one
/// before; so lines that are equal within one list all count, and a list that comes again brings nothing. Lines without a
/// time cannot be told from their repetition that way: of those, what a stream brings counts from its start.
struct LogMerger: Sendable {
    private var delivered: [QueueLog: Int] = [:]
    private var undatedOfStream: [QueueLog: Int] = [:]

    /// A stream begins: it may bring everything again.
    mutating func streamBegins() {
        undatedOfStream = [:]
    }

    /// The new lines of a poll, which has all lines so far.
    mutating func merge(poll lines: [QueueLog]) -> [QueueLog] {
        merge(lines, undated: [:])
    }

    /// The new lines of an event.
    mutating func merge(event lines: [QueueLog]) -> [QueueLog] {
        let before = undatedOfStream
        for line in lines where line.timestamp == nil { undatedOfStream[line, default: 0] += 1 }
        return merge(lines, undated: before)
    }

    private mutating func merge(_ lines: [QueueLog], undated: [QueueLog: Int]) -> [QueueLog] {
        var counts: [QueueLog: Int] = undated
        var new: [QueueLog] = []
        for line in lines {
            counts[line, default: 0] += 1
            guard counts[line, default: 0] > delivered[line, default: 0] else { continue }
            delivered[line] = counts[line]
            new.append(line)
        }
        return new
    }
}
