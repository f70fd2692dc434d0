internal import JSON

/// What differs between two targets, or between a target and what was recorded, case by case.
public struct Comparison: Sendable {
    /// One difference.
    public struct Difference: Sendable {
        /// The case whose requests show it.
        public let caseID: String
        /// The request, without ids.
        public let request: String
        /// Where in the answer.
        public let place: String
        /// What the first target says.
        public let left: String
        /// What the second says.
        public let right: String
        /// How badly it hurts who has built on the first.
        public let grade: Grade
    }

    /// What the first target is called.
    public let left: String
    /// What the second is called.
    public let right: String
    /// The differences, in the order of the cases.
    public let differences: [Difference]
    /// How many cases were compared.
    public let count: Int

    /// Compares two runs. Cases that only one of them could decide are left out.
    public init(
        _ left: ContractTarget,
        _ leftResults: [CaseResult],
        _ right: ContractTarget,
        _ rightResults: [CaseResult]
    ) {
        let others = Dictionary(rightResults.map { ($0.contractCase.id, $0) }) { first, _ in first }
        var differences: [Difference] = []
        var count = 0
        for result in leftResults {
            guard result.reason == nil, let other = others[result.contractCase.id], other.reason == nil
            else {
                continue
            }
            count += 1
            differences += Self.differences(
                result.contractCase.id,
                result.exchanges.map { NormalisedExchange($0, services: left.services) },
                other.exchanges.map { NormalisedExchange($0, services: right.services) }
            )
        }
        self.left = left.name
        self.right = right.name
        self.differences = differences
        self.count = count
    }

    init(left: String, right: String, differences: [Difference], count: Int) {
        self.left = left
        self.right = right
        self.differences = differences
        self.count = count
    }

    /// Answers are compared as sets under the same request: how often somebody polled is no difference.
    static func differences(
        _ id: String,
        _ left: [NormalisedExchange],
        _ right: [NormalisedExchange]
    ) -> [Difference] {
        var found: [Difference] = []
        var seen: Set<String> = []
        for exchange in left
        where !exchange.request.contains("<control>") && seen.insert(exchange.request).inserted {
            let ours = left.filter { $0.request == exchange.request }
            let theirs = right.filter { $0.request == exchange.request }
            // What only one of them was asked follows from what they answered before.
            guard !theirs.isEmpty else { continue }
            let onlyLeft = ours.filter { !theirs.contains($0) }
            let onlyRight = theirs.filter { !ours.contains($0) }
            for (index, one) in onlyLeft.enumerated() {
                if let other = onlyRight.indices.contains(index) ? onlyRight[index] : theirs.first {
                    found += differences(id, one, other)
                }
            }
            if onlyLeft.isEmpty, let other = onlyRight.first, let one = ours.first {
                found += differences(id, one, other)
            }
        }
        return found
    }

    private static func differences(
        _ id: String,
        _ left: NormalisedExchange,
        _ right: NormalisedExchange
    ) -> [Difference] {
        func difference(_ place: String, _ one: String, _ other: String, _ grade: Grade) -> Difference {
            Difference(
                caseID: id,
                request: left.request,
                place: place,
                left: Exchange.shortened(one),
                right: Exchange.shortened(other),
                grade: grade
            )
        }
        let states = (left.body["status"]?.string, right.body["status"]?.string)
        if let one = states.0, let other = states.1, one != other, left.request.contains("/status") {
            return [difference("status", one, other, .timing)]
        }
        if left.status != right.status {
            return [difference("status code", "\(left.status)", "\(right.status)", .breaking)]
        }
        var found: [Difference] = []
        for name in Set(left.headers.keys).union(right.headers.keys).sorted()
        where left.headers[name] != right.headers[name] {
            let grade: Grade = left.headers[name] == nil ? .additive : .breaking
            found.append(
                difference(name, left.headers[name] ?? "absent", right.headers[name] ?? "absent", grade)
            )
        }
        if let mismatch = JSONTemplate.mismatch(left.body, right.body) {
            let grade: Grade = mismatch.isOrder ? .cosmetic : .breaking
            found.append(difference("body\(mismatch.place)", mismatch.expected, mismatch.actual, grade))
        } else if let mismatch = JSONTemplate.mismatch(right.body, left.body) {
            found.append(
                difference("body\(mismatch.place)", mismatch.actual, mismatch.expected, .additive)
            )
        }
        return found
    }

    /// The exit status of a command: 0 no difference, 1 differences; those of timing are told and do not count.
    public var exitStatus: Int32 { differences.allSatisfy { $0.grade == .timing } ? 0 : 1 }

    /// The differences, for people.
    public var text: String {
        var lines: [String] = []
        for difference in differences {
            lines += [
                "\(difference.caseID) (\(difference.grade.rawValue)): \(difference.place)",
                "  \(difference.request)",
                "  \(left): \(difference.left)", "  \(right): \(difference.right)",
            ]
        }
        lines.append(
            "\(count) cases compared, \(differences.count) differences between \(left) and \(right)"
        )
        return lines.joined(separator: "\n")
    }
}
