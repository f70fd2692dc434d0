/// What a run of the suite has found.
public struct ContractReport: Sendable {
    /// What the target is called.
    public let target: String
    /// What the target is.
    public let kind: ContractTarget.Kind
    /// One result a case, in the order of the cases.
    public let results: [CaseResult]
    /// When the run began, in seconds since the Unix epoch.
    public let startedAt: Int64

    /// Makes a report.
    public init(target: ContractTarget, results: [CaseResult], startedAt: Int64) {
        self.target = target.name
        kind = target.kind
        self.results = results
        self.startedAt = startedAt
    }

    /// How many cases hold.
    public var holding: Int {
        results.count { if case .holds = $0.outcome { true } else { false } }
    }

    /// The cases that do not hold.
    public var deviating: [CaseResult] { results.filter { $0.deviation != nil } }

    /// How many cases say nothing about this target.
    public var notApplicable: Int {
        results.count { if case .notApplicable = $0.outcome { true } else { false } }
    }

    /// How many cases could not be asked.
    public var unavailable: Int {
        results.count { if case .unavailable = $0.outcome { true } else { false } }
    }

    /// The exit status of a command: 0 all hold, 1 deviations, 3 the target was unavailable and nothing is learned.
    public var exitStatus: Int32 {
        if !deviating.isEmpty { return 1 }
        return holding == 0 && unavailable > 0 ? 3 : 0
    }

    /// The numbers in a line.
    public var summary: String {
        var parts = ["\(holding) hold", "\(deviating.count) deviate"]
        let grades = Grade.allCases.compactMap { grade -> String? in
            let count = deviating.count { $0.grade == grade }
            return count == 0 ? nil : "\(count) \(grade.rawValue)"
        }
        if !grades.isEmpty { parts[1] += " (\(grades.joined(separator: ", ")))" }
        if notApplicable > 0 { parts.append("\(notApplicable) not applicable") }
        if unavailable > 0 { parts.append("\(unavailable) unavailable") }
        return "\(target): " + parts.joined(separator: ", ")
    }

    /// The forms that a report can be written in.
    public enum Format: String, Sendable, CaseIterable {
        case junit
        case json
        case markdown
        case github
    }

    /// The report as a file.
    public func text(as format: Format) -> String {
        switch format {
        case .junit: junit
        case .json: json
        case .markdown: markdown
        case .github: github
        }
    }
}

extension CaseResult {
    /// The outcome in a word.
    public var word: String {
        switch outcome {
        case .holds: "holds"
        case .deviates: "deviates"
        case .notApplicable: "not applicable"
        case .unavailable: "unavailable"
        }
    }

    /// The reason of a case that was not decided.
    var reason: String? {
        switch outcome {
        case .notApplicable(let reason), .unavailable(let reason): reason
        case .holds, .deviates: nil
        }
    }

    /// How long it took, in seconds.
    var seconds: Double {
        let (seconds, attoseconds) = duration.components
        return Double(seconds) + Double(attoseconds / 1_000_000_000_000) / 1e6
    }

    /// Everything about a deviation, for people.
    public var explanation: String {
        guard let deviation, let grade else {
            return "\(contractCase.id): \(word)\(reason.map { ": " + $0 } ?? "")"
        }
        return """
            \(contractCase.id) (\(grade.rawValue))
              \(contractCase.behaviour)
              \(deviation.description)
              evidence: \(contractCase.evidence.description)
            """
    }
}
