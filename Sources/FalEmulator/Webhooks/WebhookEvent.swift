internal import FalAPI
internal import QueueEngine

/// Something that happened to a delivery, and when.
struct WebhookEvent: Sendable, Hashable {
    /// The world's time.
    let time: Instant
    /// The delivery.
    let delivery: WebhookDelivery.ID
    /// The request whose end it tells.
    let requestID: RequestID
    /// What happened.
    let kind: Kind

    /// What can happen.
    enum Kind: Sendable, Hashable {
        /// The receiver has it.
        case delivered
        /// It is not tried again.
        case failed(reason: String)
        /// It is sent again: after a failure, or as its variant wants it.
        case scheduled(due: Instant)
    }
}
