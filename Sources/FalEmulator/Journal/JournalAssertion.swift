internal import FalAPI
internal import JSON
internal import QueueEngine

/// What a test claims of a journal, and whether it holds: an order of things, how often something happened, how far apart.
enum JournalAssertion: Sendable {
    /// Entries that match one filter after the other, in this order; others may stand between.
    case order([JournalFilter])
    /// How many entries match.
    case count(JournalFilter, ClosedRange<Int>)
    /// How far apart, in seconds, neighbours among those that match are.
    case spacing(JournalFilter, ClosedRange<Double>, isReal: Bool)

    /// Reads `{"order": […]}`, `{"count": {…}, "at_least", "at_most"}` or
    /// `{"spacing": {…}, "min_seconds", "max_seconds", "clock"}`.
    init(_ reader: inout FixtureReader) throws(LoadError) {
        if reader.names.contains("order") {
            var filters: [JournalFilter] = []
            for element in try reader.array("order") {
                filters.append(try JournalFilter(FixtureReader(element.value, file: reader.file, at: element.pointer)))
            }
            guard (1...1_000).contains(filters.count) else {
                throw reader.error("order", "must hold 1 to 1000 filters")
            }
            self = .order(filters)
        } else if reader.names.contains("count") {
            let filter = try JournalFilter(try reader.object("count"))
            func bound(_ name: String) throws(LoadError) -> Int? {
                guard let value = reader.optional(name) else { return nil }
                guard let number = value.integer, (0...1_000_000).contains(number) else {
                    throw reader.error(name, "must be a whole number from 0")
                }
                return Int(number)
            }
            let (least, most) = (try bound("at_least") ?? 0, try bound("at_most") ?? .max)
            guard least <= most else { throw reader.error("at_least", "must not be more than at_most") }
            self = .count(filter, least...most)
        } else if reader.names.contains("spacing") {
            let filter = try JournalFilter(try reader.object("spacing"))
            let (least, most) = (try reader.seconds("min_seconds") ?? 0, try reader.seconds("max_seconds") ?? .infinity)
            guard least <= most else { throw reader.error("min_seconds", "must not be more than max_seconds") }
            enum Clock: String, CaseIterable { case real, world }
            let clock = reader.names.contains("clock") ? try reader.word("clock", Clock.self) : .world
            self = .spacing(filter, least...most, isReal: clock == .real)
        } else {
            throw LoadError(reader.file, at: reader.pointer.description, "must have order, count or spacing")
        }
    }

    /// Why it does not hold; nil when it does.
    func failure(in entries: some Sequence<JournalEntry>) -> String? {
        switch self {
        case .order(let filters):
            var step = 0
            var last: UInt64 = 0
            for entry in entries where step < filters.count && filters[step].matches(entry) {
                step += 1
                last = entry.number
            }
            if step == filters.count { return nil }
            return "Nothing matches order[\(step)]" + (last == 0 ? "" : " after entry \(last)")
        case .count(let filter, let range):
            let count = entries.count { filter.matches($0) }
            if range.contains(count) { return nil }
            let most = range.upperBound == .max ? "" : " and at most \(range.upperBound)"
            return "\(count) entries match, not at least \(range.lowerBound)\(most)"
        case .spacing(let filter, let range, let isReal):
            var previous: JournalEntry?
            for entry in entries where filter.matches(entry) {
                if let previous {
                    let span = isReal ? entry.real - previous.real : entry.world - previous.world
                    if !range.contains(span.seconds) {
                        return "Entries \(previous.number) and \(entry.number) are \(span.seconds) s apart"
                    }
                }
                previous = entry
            }
            return nil
        }
    }
}
