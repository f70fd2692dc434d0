import FalAPI
import FalContract
import FalEmulator
import HTTPServer
import HTTPTypes
import JSON
import QueueEngine
import Testing

/// A run on "the live service": an emulator behind TLS and fal's own names, that does what live does to a suite.
@Suite(.timeLimit(.minutes(1))) struct LiveTests {
    private let keys = ContractKeys(main: "live-id:live-secret")

    /// Keeps what is written.
    private actor Lines {
        private(set) var text = ""
        func add(_ line: String) { text += line }
    }

    private func plan(_ filter: String, paid: [String] = [], limit: Double = 0) throws -> LivePlan {
        try LivePlan(ContractCase.all.filter { $0.id.hasPrefix(filter) }, paid: paid, limit: limit)
    }

    @Test func withoutMoneyOnlyFreeCasesRunAndNothingIsBilled() async throws {
        let plan = try self.plan("")
        #expect(plan.dollars == 0)
        #expect(plan.cases.count > 60)
        let billed = Locked<[String]>([])
        let bench = try ContractBench()
        try await bench.overTLS(kind: .live, keys: keys) { handler in
            { request in
                handler(request).changed { answered in
                    guard let units = answered.headers[.falBillableUnits], units != "0" else { return }
                    billed.withLock { $0.append(request.target) }
                }
            }
        } _: { target in
            let keeper = LedgerKeeper { _ in }
            let results = await ContractSuite(cases: plan.cases, width: 4).run(on: keeper.keeping(target))
            #expect(await keeper.ledger.unfinished.map(\.url) == [])
            let report = ContractReport(target: target, results: results, startedAt: 0)
            #expect(report.deviating.map(\.explanation) == [])
            #expect(report.holding > 50)
            #expect(report.exitStatus == 0)
        }
        #expect(billed.withLock { $0 } == [], "no result that is paid for was fetched")
    }

    @Test func paidCasesAreNamedOneByOneWithinTheLimit() throws {
        #expect(throws: ContractError.self) {
            try self.plan("run.", paid: ["run.is-the-output"], limit: 0.05)
        }
        #expect(throws: ContractError.self) {
            try self.plan("run.", paid: ["run.unknown-path"], limit: 9)
        }
        #expect(throws: ContractError.self) { try self.plan("run.", paid: ["no.such"], limit: 9) }
        let plan = try self.plan("run.", paid: ["run.bills-units", "run.bills-units"], limit: 0.04)
        #expect(plan.paid.map(\.id) == ["run.bills-units"])
        #expect(abs(plan.dollars - 0.035) < 1e-9)
        #expect(plan.cases.contains { $0.id == "run.bills-units" })
        #expect(!plan.cases.contains { $0.id == "run.is-the-output" })
        #expect(plan.description.contains("$0.04  run.bills-units"), "rounded up")
    }

    @Test func aPaidCaseRunsWhenItWasPaidFor() async throws {
        try await ContractBench().overTLS(kind: .live, keys: keys) { target in
            let one = try #require(ContractCase.named("queue.result.bills-units"))
            #expect(await one.result(on: target).word == "not applicable")
            #expect(await one.result(on: target, paid: [one.id]).word == "holds")
        }
    }

    @Test(arguments: [401, 402, 403, 429, 500, 503])
    func whatTheServiceRefusesIsUnavailableAndNotFailed(status: Int) async throws {
        try await ContractBench().overTLS(kind: .live, keys: keys) { handler in
            { request in
                guard request.header(.authorization)?.contains("live-id") == true || status >= 429 else {
                    return handler(request)
                }
                return .now(
                    Response(
                        status: HTTPResponse.Status(code: status),
                        body: .bytes(Array(#"{"detail":"no"}"#.utf8))
                    )
                )
            }
        } _: { target in
            let cases = try plan("queue.submit").cases
            let results = await ContractSuite(cases: cases, width: 2).run(on: target)
            let report = ContractReport(target: target, results: results, startedAt: 0)
            #expect(report.deviating.map(\.explanation) == [])
            #expect(report.unavailable > 5)
            if status >= 429 { #expect(report.exitStatus == 3, "nothing was learned") }
        }
    }

    @Test func aLockedAccountIsUnavailable() async throws {
        let locked = ContractKeys(main: "locked:secret")
        try await ContractBench().overTLS(kind: .live, keys: locked) { target in
            let results = await ContractSuite(cases: try plan("queue.cancel").cases).run(on: target)
            #expect(results.allSatisfy { $0.deviation == nil })
            #expect(ContractReport(target: target, results: results, startedAt: 0).exitStatus == 3)
        }
    }

    @Test func whereNobodyAnswersNothingIsLearned() async throws {
        let target = try await ContractBench().overTLS(kind: .live, keys: keys) { $0 }
        let results = await ContractSuite(cases: try plan("queue.").cases).run(on: target)
        #expect(results.allSatisfy { $0.deviation == nil })
        #expect(ContractReport(target: target, results: results, startedAt: 0).exitStatus == 3)
    }

    @Test func theLedgerKnowsEveryRequestAndItsEnd() async throws {
        let lines = Locked("")
        try await ContractBench().overTLS(kind: .live, keys: keys) { target in
            let keeper = LedgerKeeper { line in lines.withLock { $0 += line } }
            let kept = keeper.keeping(target)
            _ = await ContractSuite(cases: try plan("queue.submit").cases, width: 3).run(on: kept)
            #expect(await keeper.ledger.unfinished.map(\.id) == [])
            #expect(await keeper.ledger.unanswered == 0)
        }
        let text = lines.withLock { $0 }
        #expect(text.contains("\"submitted\"") && text.contains("\"ended\""))
        #expect(!text.contains("live-secret"))
        #expect(Ledger(text: text).unfinished.isEmpty)
    }

    @Test func aCrashInTheMiddleLeavesALedgerThatASweepEmpties() async throws {
        let lines = Locked("")
        let bench = try ContractBench { $0.clock = .manual }
        try await bench.overTLS(kind: .live, keys: keys) { target in
            // The process dies after the submit: what follows it never happens, and the last line is half written.
            let keeper = LedgerKeeper { line in lines.withLock { $0 += line } }
            let kept = keeper.keeping(target).wrapped { sending in
                { request, body in
                    if request.method == .put { throw HandlerClient.Failure.connectionLost }
                    return try await sending(request, body)
                }
            }
            let one = try #require(ContractCase.named("queue.submit.is-json"))
            #expect(await one.result(on: kept).word == "holds")
            lines.withLock { $0 += "{\"event\":\"end" }
            #expect(bench.emulator.orphans().count == 1)

            let known = Ledger(text: lines.withLock { $0 })
            #expect(known.unfinished.count == 1)
            let sweeper = LedgerKeeper(known) { line in lines.withLock { $0 += "\n" + line } }
            #expect(await sweeper.sweep(target).map(\.id) == [])
            #expect(await sweeper.ledger.unfinished.map(\.id) == [])
            #expect(bench.emulator.orphans().count == 0)
        }
        #expect(
            Ledger(text: lines.withLock { $0 }).unfinished.isEmpty,
            "a second sweep has nothing to do"
        )
    }

    @Test func aRequestWhoseLedgerCannotBeWrittenIsNotSent() async throws {
        struct Full: Error {}
        let bench = try ContractBench()
        try await bench.overTLS(kind: .live, keys: keys) { target in
            let keeper = LedgerKeeper { _ in throw Full() }
            let one = try #require(ContractCase.named("queue.submit.is-json"))
            #expect(await one.result(on: keeper.keeping(target)).word == "unavailable")
        }
        #expect(bench.emulator.orphans().count == 0)
    }

    @Test func aRunThatIsStoppedCancelsWhatItStarted() async throws {
        let bench = try ContractBench { $0.clock = .manual }
        try await bench.overTLS(kind: .live, keys: keys) { target in
            let (submitted, submit) = AsyncStream.makeStream(of: Void.self)
            let watched = target.wrapped { sending in
                { request, body in
                    let answer = try await sending(request, body)
                    if request.method == .post { submit.yield() }
                    return answer
                }
            }
            // It polls for good, since no time passes.
            let one = try #require(ContractCase.named("queue.failure.looks-like-success"))
            var patient = watched
            patient.patience = Patience(interval: .zero, polls: .max)
            let (target, suite) = (patient, ContractSuite(cases: [one]))
            let running = Task { await suite.run(on: target) }
            for await _ in submitted { break }
            running.cancel()
            #expect(await running.value.map(\.word) == ["unavailable"])
            #expect(bench.emulator.orphans().count == 0)
        }
    }
}
