internal import FalAPI

/// One try to deliver, to be signed, sent and reported with `WebhookQueue.finish`.
struct WebhookAttempt: Sendable, Hashable {
    /// The delivery that it belongs to.
    let delivery: WebhookDelivery.ID
    /// Tells it from all other attempts that the queue ever handed out, before a reset too.
    let token: UInt64
    /// Which of the delivery's attempts it is, from 1.
    let number: Int
    /// The request whose end it tells.
    let requestID: RequestID
    /// Where it goes.
    let target: WebhookTarget
    /// What it says.
    let body: [UInt8]
    /// What is unusual about it.
    let variant: WebhookVariant
    /// The key that signs it.
    let keyGeneration: Int
    /// How long it may take, in real time.
    let timeout: Duration
}
