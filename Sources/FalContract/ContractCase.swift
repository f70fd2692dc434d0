/// One thing that every implementation of fal's service must do.
public struct ContractCase: Sendable, Identifiable {
    /// The stable name, as in `queue.result.in-progress-is-400`.
    public let id: String
    /// The behaviour in one sentence.
    public let behaviour: String
    /// How it is known.
    public let evidence: Evidence
    /// Where it may run.
    public let scope: CaseScope
    /// How badly it hurts when it does not hold, unless a deviation says otherwise.
    public let severity: Grade
    /// What the target must have.
    let needs: Set<Capability>
    let check: @Sendable (Probe) async throws -> Void

    /// Makes a case.
    /// - Parameter check: throws a `Deviation` when the behaviour does not hold, `NotApplicable` when the target has no such
    ///   thing.
    init(
        _ id: String,
        _ behaviour: String,
        _ evidence: Evidence,
        _ scope: CaseScope,
        needs: Set<Capability> = [.queue],
        severity: Grade = .breaking,
        _ check: @escaping @Sendable (Probe) async throws -> Void
    ) {
        self.id = id
        self.behaviour = behaviour
        self.evidence = evidence
        self.scope = scope
        self.severity = severity
        self.needs = needs
        self.check = check
    }

    /// What the id begins with: `queue.result` of `queue.result.in-progress-is-400`.
    public var subject: String { id.split(separator: ".").dropLast().joined(separator: ".") }

    /// Every case, by subject.
    public static let all: [ContractCase] =
        submitCases + submitOptionCases + statusCases + logCases + streamCases + resultCases
        + failureCases
        + cancelCases
        + runCases + authorizationCases + isolationCases + inputCases + promptCases + switchCases
        + bodyCases
        + webhookCases
        + webhookDeliveryCases + fileCases + crossOriginCases + storageCases + multipartCases
        + proxyCases + clientCases + swiftClientCases + mediaCases
        + scenarioCases

    /// The case with an id.
    public static func named(_ id: String) -> ContractCase? { all.first { $0.id == id } }
}

extension ContractCase: CustomStringConvertible {
    /// The id.
    public var description: String { id }
}
