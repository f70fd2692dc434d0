/// Runs cases on a target.
public struct ContractSuite: Sendable {
    /// The cases, in the order of reports.
    public var cases: [ContractCase]
    /// How many run at the same time.
    public var width: Int
    /// How often each is run; a case holds when it holds every time.
    public var repeats: Int
    /// Whether the first deviation ends the run.
    public var stopsAtFirstDeviation: Bool
    /// The ids of cases that may cost money on the live service.
    public var paid: Set<String>

    /// Makes a suite.
    public init(
        cases: [ContractCase] = ContractCase.all,
        width: Int = 8,
        repeats: Int = 1,
        stopsAtFirstDeviation: Bool = false,
        paid: Set<String> = []
    ) {
        self.cases = cases
        self.width = max(1, width)
        self.repeats = max(1, repeats)
        self.stopsAtFirstDeviation = stopsAtFirstDeviation
        self.paid = paid
    }

    /// Runs the cases; results are in the order of the cases, however they ran. `progress` is told each as it comes.
    public func run(
        on target: ContractTarget,
        progress: @Sendable (CaseResult) -> Void = { _ in }
    ) async -> [CaseResult] {
        // One key means one world, whose clock the cases would move under each other's feet.
        let width = target.keys.main != nil && target.capabilities.contains(.control) ? 1 : width
        return await withTaskGroup(of: (Int, CaseResult).self) { group in
            var results: [Int: CaseResult] = [:]
            var next = 0
            var isStopping = false
            func start() {
                guard next < cases.count, !isStopping else { return }
                let (index, contractCase) = (next, cases[next])
                next += 1
                group.addTask { (index, await repeated(contractCase, on: target)) }
            }
            for _ in 0..<width { start() }
            while let (index, result) = await group.next() {
                results[index] = result
                progress(result)
                if Task.isCancelled || (stopsAtFirstDeviation && result.deviation != nil) {
                    isStopping = true
                }
                start()
            }
            return results.sorted { $0.key < $1.key }.map(\.value)
        }
    }

    private func repeated(_ contractCase: ContractCase, on target: ContractTarget) async -> CaseResult {
        var result = await contractCase.result(on: target, paid: paid)
        for _ in 1..<repeats {
            guard case .holds = result.outcome else { return result }
            result = await contractCase.result(on: target, paid: paid)
        }
        return result
    }
}
