/// What a case needs of its target beside HTTP.
public enum Capability: String, Sendable, Hashable, CaseIterable {
    /// The synchronous host.
    case run
    /// The queue.
    case queue
    /// The REST host, which publishes the keys of webhooks.
    case rest
    /// Uploads and tokens on the REST host.
    case storage
    /// A proxy that takes `x-fal-target-url`.
    case proxy
    /// Falsework's control API: clock, scenarios.
    case control
    /// A second key.
    case otherKey
    /// A key that is not known to exist.
    case invalidKey
    /// A key whose account is locked.
    case lockedKey
    /// A receiver of webhooks that the target can reach.
    case webhooks
    /// Answers that are fal's byte for byte, with the header fields of its edge: of the live service and of Falsework; no
    /// client sees the difference, so nobody else is held to it.
    case exactBytes
}
