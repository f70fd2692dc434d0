internal import FalAPI
internal import JSON
internal import Logging
internal import QueueEngine
internal import TLSKit

/// Makes webhooks of endings, signs and sends them; shared by all worlds, which keep the queues.
final class WebhookDispatcher: Sendable {
    /// The keys that sign.
    let keys: WebhookKeys
    private let results: ResultAnswer
    private let allowed: [WebhookPattern]
    private let sender: WebhookSender
    private let logger: Logger

    init(
        keys: WebhookKeys,
        results: ResultAnswer,
        allowed: [WebhookPattern],
        sender: @escaping WebhookSender,
        logger: Logger
    ) {
        self.keys = keys
        self.results = results
        self.allowed = allowed
        self.sender = sender
        self.logger = logger
    }

    /// Who wants to know how a request ends.
    struct Subscription: Sendable, Hashable {
        /// The URL, as the request gave it.
        var url: String
        /// What the URLs in the payload begin with.
        var origin: Origin
        /// What is unusual about the delivery.
        var variant = WebhookVariant.valid
        /// Whether the result is JSON as fal sees it.
        var isSerializable = true
    }

    /// Puts what a request has ended with into a world's queue of deliveries.
    func add(
        _ snapshot: JobSnapshot,
        _ ending: Job.Ending,
        for subscription: Subscription,
        to queue: inout WebhookQueue,
        completed: Instant,
        at time: Instant
    ) {
        var result = JSONValue.null
        if case .answer(let answer) = ending {
            result = results.body(of: answer, to: snapshot.job.id, origin: subscription.origin)
        }
        let payload = WebhookPayload(
            requestID: snapshot.job.id,
            gatewayRequestID: snapshot.gatewayRequestID,
            ending: ending,
            result: result,
            isSerializable: subscription.isSerializable
        )
        let verdict = WebhookTarget.judge(subscription.url, allowed: allowed)
        if case .refused(let reason) = verdict { logger.warning("webhook not sent: \(reason)") }
        let id = queue.add(
            snapshot.job.id,
            to: subscription.url,
            verdict,
            body: payload.encoded(),
            variant: subscription.variant,
            completed: completed,
            at: time
        )
        if id == nil { logger.warning("webhook dropped: too many deliveries of one world are not finished") }
    }

    /// Signs and sends an attempt.
    /// - Parameter real: the real time, since receivers compare the timestamp with their own clocks.
    func send(_ attempt: WebhookAttempt, userID: String, at real: Instant) async -> WebhookOutcome {
        do throws(TLSError) {
            let seconds = real.microseconds / 1_000_000
            return await sender(try WebhookMessage(attempt, keys: keys, userID: userID, timestamp: seconds))
        } catch {
            return .unreachable("the message cannot be signed: \(error)")
        }
    }
}
