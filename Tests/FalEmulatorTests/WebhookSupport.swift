import FalAPI
import HTTPTypes
import JSON
import QueueEngine

@testable import FalEmulator

/// A queue of webhooks and the shorthand to talk to it: seconds for instants.
struct WebhookConversation {
    static let request = RequestID("019f0000-0000-7000-8000-000000000001")!

    var queue: WebhookQueue
    /// What was taken and not reported yet, the oldest first.
    var taken: [WebhookAttempt] = []

    init(_ change: (inout WebhookQueue.Configuration) -> Void = { _ in }) {
        var configuration = WebhookQueue.Configuration()
        change(&configuration)
        queue = WebhookQueue(configuration)
    }

    @discardableResult
    mutating func add(
        _ requestID: RequestID = Self.request,
        url: String = "http://localhost:9000/hook",
        bytes: Int = 100,
        variant: WebhookVariant = .valid,
        completed: Double? = nil,
        at time: Double
    ) -> WebhookDelivery.ID? {
        queue.add(
            requestID,
            to: url,
            WebhookTarget.judge(url, allowed: []),
            body: [UInt8](repeating: UInt8(ascii: "x"), count: bytes),
            variant: variant,
            completed: second(completed ?? time),
            at: second(time)
        )
    }

    /// The deliveries that are sent at a time.
    @discardableResult
    mutating func take(at time: Double) -> [String] {
        let attempts = queue.takeDue(at: second(time))
        taken += attempts
        return attempts.map { "\($0.delivery) #\($0.number)" }
    }

    /// Reports what came of the oldest attempt.
    @discardableResult
    mutating func finish(_ outcome: WebhookOutcome, at time: Double) -> WebhookEvent.Kind? {
        guard !taken.isEmpty else { return nil }
        return queue.finish(taken.removeFirst(), outcome, duration: 1_000, at: second(time))?.kind
    }

    mutating func answer(_ status: Int, at time: Double) -> WebhookEvent.Kind? {
        finish(.answered(status: status), at: time)
    }

    /// The state of a delivery as one word.
    func state(_ number: UInt64) -> String {
        queue[WebhookDelivery.ID(number: number)]?.state.name ?? "unknown"
    }

    var nextDue: Double? { queue.nextDue.map { Double($0.nanoseconds) / 1e9 } }
}

func second(_ seconds: Double) -> Instant { Instant(nanoseconds: 0) + .seconds(seconds) }
