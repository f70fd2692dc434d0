internal import FalAPI
internal import HTTPTypes
internal import JSON

/// Which entries of a journal somebody asks for. What is not said lets everything through.
struct JournalFilter: Sendable {
    private var kind: Kind?
    private var operation: Operation?
    private var event: String?
    private var id: RequestID?
    private var endpoint: String?
    private var method: String?
    private var scenario: String?
    private var statuses: ClosedRange<Int>?
    private var isFaulty: Bool?

    /// What an entry can be.
    enum Kind: String, CaseIterable {
        case call
        case event
        case delivery
    }

    /// The names of all conditions, and of the events that can be waited for.
    static let names = [
        "kind", "operation", "event", "request_id", "endpoint", "method", "scenario", "status", "fault",
    ]
    static let events =
        JournalEntry.Event.allCases.map(\.rawValue) + JournalEntry.Delivery.Outcome.allCases.map(\.rawValue)

    /// Reads conditions by name.
    /// - Parameter value: the text of a condition; nil when it is not made.
    /// - Throws: the condition that cannot be used, and what is allowed.
    init(_ value: (String) -> String?) throws(Problem) {
        kind = try Self.word("kind", value, Kind.allCases.map(\.rawValue)).flatMap(Kind.init(rawValue:))
        operation = try Self.word("operation", value, Operation.allCases.map(\.rawValue)).flatMap(
            Operation.init(rawValue:)
        )
        event = try Self.word("event", value, Self.events)
        if let text = value("request_id") {
            guard let id = RequestID(text) else { throw Problem("request_id", "'\(text)' is not a request's id") }
            self.id = id
        }
        endpoint = value("endpoint")
        method = value("method")?.uppercased()
        scenario = value("scenario")
        if let text = value("status") {
            if let code = Int(text), (0...999).contains(code) {
                statuses = code...code
            } else if text.utf8.count == 3, text.hasSuffix("xx"), let hundred = text.first?.wholeNumberValue,
                (1...5).contains(hundred)
            {
                statuses = hundred * 100...hundred * 100 + 99
            } else {
                throw Problem("status", "'\(text)' is not a status code, and not one of 1xx to 5xx")
            }
        }
        isFaulty = try Self.word("fault", value, ["true", "false"]).map { $0 == "true" }
    }

    /// Reads the members of an object; an unknown one is an error.
    init(_ reader: FixtureReader) throws(LoadError) {
        var reader = reader
        var texts: [String: String] = [:]
        for name in Self.names {
            switch reader.optional(name) {
            case nil: break
            case .string(let text)?: texts[name] = text.description
            case .number(.integer(let number))?: texts[name] = String(number)
            case .bool(let flag)?: texts[name] = String(flag)
            default: throw reader.error(name, "must be a string, a whole number, true or false")
            }
        }
        try reader.finish()
        do {
            self = try JournalFilter { texts[$0] }
        } catch {
            throw reader.error(error.name, error.reason)
        }
    }

    /// A condition that cannot be used.
    struct Problem: Error {
        let name: String
        let reason: String

        init(_ name: String, _ reason: String) {
            self.name = name
            self.reason = reason
        }
    }

    private static func word(
        _ name: String,
        _ value: (String) -> String?,
        _ allowed: [String]
    ) throws(Problem) -> String? {
        guard let text = value(name) else { return nil }
        guard allowed.contains(text) else {
            throw Problem(name, "'\(text)' is not one of " + allowed.joined(separator: ", "))
        }
        return text
    }

    /// Whether an entry meets every condition.
    func matches(_ entry: JournalEntry) -> Bool {
        if let id, entry.id != id { return false }
        if let endpoint, entry.endpoint?.description != endpoint { return false }
        switch entry.content {
        case .call(let call):
            return kind ?? .call == .call && event == nil && operation ?? call.operation == call.operation
                && method ?? call.method.rawValue == call.method.rawValue
                && (scenario == nil || scenario == call.scenario) && statuses?.contains(call.status) ?? true
                && isFaulty ?? (call.fault != nil) == (call.fault != nil)
        case .event(let own, _, _):
            return kind ?? .event == .event && !asksOfCalls && event ?? own.rawValue == own.rawValue
        case .delivery(let delivery):
            let own = delivery.outcome.rawValue
            return kind ?? .delivery == .delivery && !asksOfCalls && event ?? own == own
        }
    }

    /// Whether a condition is made that only calls can meet.
    private var asksOfCalls: Bool {
        operation != nil || method != nil || scenario != nil || statuses != nil || isFaulty != nil
    }
}
