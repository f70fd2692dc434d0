/// What came of a case.
public enum CaseOutcome: Sendable {
    /// The behaviour holds.
    case holds
    /// It does not; how badly that hurts, and what was seen.
    case deviates(Grade, Deviation)
    /// The target has no such thing, for the reason given.
    case notApplicable(String)
    /// The target could not be asked.
    case unavailable(String)
}

/// A case and what came of it.
public struct CaseResult: Sendable {
    /// The case.
    public let contractCase: ContractCase
    /// What came of it.
    public let outcome: CaseOutcome
    /// How long it took.
    public let duration: Duration
    /// What was sent and what came back, in order.
    public let exchanges: [Exchange]

    /// The deviation, where there is one.
    public var deviation: Deviation? {
        if case .deviates(_, let deviation) = outcome { deviation } else { nil }
    }

    /// The grade of the deviation, where there is one.
    public var grade: Grade? {
        if case .deviates(let grade, _) = outcome { grade } else { nil }
    }
}
