/// What came of an attempt to deliver.
public enum WebhookOutcome: Sendable, Hashable {
    /// The receiver answered with a status code.
    case answered(status: Int)
    /// There was no answer; the text says why.
    case unreachable(String)

    /// Whether the receiver has it: 2xx.
    var isAcknowledged: Bool {
        if case .answered(200...299) = self { true } else { false }
    }

    /// Whether trying again is of no use: a redirect is not followed, and final (documentation, "Webhooks").
    var isFinal: Bool {
        if case .answered(300...399) = self { true } else { false }
    }

    /// The same with a text of bounded length.
    var bounded: WebhookOutcome {
        if case .unreachable(let text) = self { .unreachable(String(text.prefix(500))) } else { self }
    }

    /// What happened, for people.
    var description: String {
        switch self {
        case .answered(let status) where isFinal: "answered \(status): redirects are not followed"
        case .answered(let status): "answered \(status)"
        case .unreachable(let text): text
        }
    }
}

/// Sends one webhook and waits for the answer, without following redirects.
///
/// It must return in any case; the message says how long it may take.
public typealias WebhookSender = @Sendable (WebhookMessage) async -> WebhookOutcome
