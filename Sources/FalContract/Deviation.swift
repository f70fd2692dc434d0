/// The target does not do what a case demands.
public struct Deviation: Error, Sendable {
    /// What was expected.
    public let expected: String
    /// What came.
    public let actual: String
    /// How badly it hurts; nil: as badly as the case says.
    public let grade: Grade?
    /// What was sent and what came back; nil when there was no answer.
    public let exchange: Exchange?

    init(expected: String, actual: String, grade: Grade? = nil, exchange: Exchange? = nil) {
        self.expected = expected
        self.actual = actual
        self.grade = grade
        self.exchange = exchange
    }
}

extension Deviation: CustomStringConvertible {
    /// Both sides, and the request as a curl line without credentials.
    public var description: String {
        var text = "expected \(expected)\n  but got \(actual)"
        if let exchange {
            text += "\n  sent: \(exchange.curl)\n  came: \(exchange.answerLine)"
        }
        return text
    }
}

/// The target has no such thing, so the case says nothing about it.
struct NotApplicable: Error, Sendable {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}

/// The target cannot be asked at the moment.
struct Unavailable: Error, Sendable {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}
