internal import HTTPTypes

extension ContractCase {
    /// Why the case does not run on a target; nil when it does. `paid` are the ids of cases that may cost money on live.
    public func reasonToSkip(on target: ContractTarget, paid: Set<String> = []) -> String? {
        let missing = needs.subtracting(target.capabilities)
        if !missing.isEmpty {
            return "needs \(missing.map(\.rawValue).sorted().joined(separator: ", "))"
        }
        guard target.kind == .live else { return nil }
        switch scope {
        case .anywhere, .freeOnLive: return nil
        case .costsOnLive:
            return paid.contains(id) ? nil : "costs money on live; name it with --paid \(id)"
        case .emulatorOnly(let reason): return "not on live: \(reason)"
        }
    }

    /// Runs the case, whatever comes of it.
    public func result(on target: ContractTarget, paid: Set<String> = []) async -> CaseResult {
        let clock = ContinuousClock()
        let start = clock.now
        let record = Transcript()
        let outcome: CaseOutcome
        if let reason = reasonToSkip(on: target, paid: paid) {
            outcome = .notApplicable(reason)
        } else {
            outcome = await check(Probe(target: target, name: id, record: record))
        }
        return CaseResult(
            contractCase: self,
            outcome: outcome,
            duration: start.duration(to: clock.now),
            exchanges: await record.exchanges
        )
    }

    /// Demands that the behaviour holds: for a test of your own.
    ///
    /// ```swift
    /// @Test(arguments: ContractCase.all) func answersAsFalDoes(_ contractCase: ContractCase) async throws {
    ///     try await contractCase.hold(on: .discovered(at: "http://127.0.0.1:8787"))
    /// }
    /// ```
    /// - Throws: the `Deviation`, or a `ContractError` when the target cannot be asked. What the target has not at all passes.
    public func hold(on target: ContractTarget) async throws {
        switch await result(on: target).outcome {
        case .holds, .notApplicable: break
        case .deviates(_, let deviation): throw deviation
        case .unavailable(let reason): throw ContractError("\(target.name) is unavailable: \(reason)")
        }
    }

    private func check(_ probe: Probe) async -> CaseOutcome {
        do {
            // Its own worlds may hold what an earlier run of the case left; a world that somebody named is theirs.
            if probe.has(.control), probe.target.keys.main == nil {
                for caller in [Caller.main, .other] where caller == .main || probe.target.keys.other == nil {
                    try await probe.control(.post, "reset", as: caller)
                }
            }
            if probe.has(.control), !needs.isDisjoint(with: [.queue, .run, .proxy]) {
                try await probe.clock("auto")
            }
            try await check(probe)
            await cleanUp(probe)
            return .holds
        } catch {
            await cleanUp(probe)
            switch error {
            case let error as Deviation: return .deviates(error.grade ?? severity, error)
            case let error as NotApplicable: return .notApplicable(error.reason)
            case let error as Unavailable: return .unavailable(error.reason)
            case is CancellationError: return .unavailable("the run was stopped")
            default: return .unavailable("\(error)")
            }
        }
    }

    /// Cancels what a case has started on the live service, so that it costs nothing more.
    private func cleanUp(_ probe: Probe) async {
        guard probe.target.kind == .live else { return }
        let jobs = await probe.record.jobs
        // Also when the run is being stopped: that is when it matters.
        await Task { for job in jobs { _ = try? await probe.cancel(job) } }.value
    }
}
