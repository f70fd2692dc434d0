/// A server-sent event.
struct ServerSentEvent: Sendable, Hashable {
    /// The field `event`; empty for the usual kind.
    var name = ""
    /// The lines of the fields `data`, joined by line feeds.
    var data = ""
}

/// Reads server-sent events from bytes as they come, cut anywhere: a state machine without I/O.
///
/// As the standard says it (HTML, section 9.2.6): lines end in CR, LF or both, a mark in front is left out, bytes that are no
/// UTF-8 become U+FFFD, an event that no empty line ends is none. `id` and `retry` do not occur with fal and are ignored.
struct EventDecoder: Sendable {
    /// The largest event in bytes, and the longest line.
    let limit: Int

    private var line: [UInt8] = []
    private var event = ServerSentEvent()
    private var data: [UInt8] = []
    private var hasData = false
    private var endsWithCarriageReturn = false
    private var isFirstLine = true

    /// A larger event than allowed.
    struct TooLarge: Error {}

    init(limit: Int = 16 * 1024 * 1024) {
        self.limit = limit
    }

    /// Takes bytes in.
    /// - Returns: the events that they complete.
    mutating func decode(_ bytes: some Sequence<UInt8>) throws(TooLarge) -> [ServerSentEvent] {
        var events: [ServerSentEvent] = []
        for byte in bytes {
            let followsCarriageReturn = endsWithCarriageReturn
            endsWithCarriageReturn = false
            switch byte {
            case UInt8(ascii: "\n"):
                if !followsCarriageReturn, let event = try endLine() { events.append(event) }
            case UInt8(ascii: "\r"):
                endsWithCarriageReturn = true
                if let event = try endLine() { events.append(event) }
            default:
                guard line.count < limit else { throw TooLarge() }
                line.append(byte)
            }
        }
        return events
    }

    private mutating func endLine() throws(TooLarge) -> ServerSentEvent? {
        defer { line.removeAll(keepingCapacity: true) }
        var content = line[...]
        if isFirstLine {
            isFirstLine = false
            if content.starts(with: [0xEF, 0xBB, 0xBF]) { content = content.dropFirst(3) }
        }
        guard !content.isEmpty else { return endEvent() }
        let colon = content.firstIndex(of: UInt8(ascii: ":")) ?? content.endIndex
        let name = content[..<colon]
        var value = content[colon...].dropFirst()
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        if name.elementsEqual("data".utf8) {
            guard data.count + value.count < limit else { throw TooLarge() }
            if hasData { data.append(UInt8(ascii: "\n")) }
            data += value
            hasData = true
        } else if name.elementsEqual("event".utf8) {
            event.name = String(decoding: value, as: UTF8.self)
        }
        return nil
    }

    private mutating func endEvent() -> ServerSentEvent? {
        defer {
            event = ServerSentEvent()
            data = []
            hasData = false
        }
        guard hasData else { return nil }
        event.data = String(decoding: data, as: UTF8.self)
        return event
    }
}
