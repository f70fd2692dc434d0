/// How badly a deviation hurts.
public enum Grade: String, Sendable, Hashable, CaseIterable {
    /// Clients misbehave.
    case breaking
    /// There is something that the live service does not have, or less of it.
    case additive
    /// The same to every parser, in other bytes.
    case cosmetic
    /// The right thing at another time.
    case timing
}
