internal import ArgumentParser
internal import FalContract

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// What a run on the live service may do.
struct LiveOptions: ParsableArguments {
    @Flag(help: "Run on fal's live service.")
    var live = false

    @Option(help: "How many dollars the estimate may come to. (default: 0)")
    var maxUSD: Double?

    @Option(help: "A case that may cost money; --list names them. May be repeated.")
    var paid: [String] = []

    @Flag(help: "Do not ask before anything is sent.")
    var yes = false

    @Option(help: "The file that keeps the id of every request on live. (default: falsework-ledger.jsonl)")
    var ledger: String?

    @Option(help: "Cancel what a ledger says has not ended, and nothing else.")
    var sweep: String?

    /// Plans, asks, runs, and leaves nothing behind.
    func run(
        _ cases: [ContractCase],
        on target: ContractTarget,
        suite: ([ContractCase]) throws -> ContractSuite,
        _ drift: DriftOptions,
        _ reports: [ReportRequest]
    ) async throws -> Int32 {
        let limit = try Environment.value(maxUSD, "max-usd", default: 0)
        guard limit.isFinite, limit >= 0 else {
            throw Failure.unusable("--max-usd: \(limit) is not an amount of dollars")
        }
        let plan: LivePlan
        do throws(ContractError) {
            plan = try LivePlan(cases, paid: paid, limit: limit)
        } catch {
            throw Failure.unusable(error.message)
        }
        Console.line(plan.description)
        try confirm(plan)
        let file = try LedgerFile(try Environment.value(ledger, "ledger", default: "falsework-ledger.jsonl"))
        Console.line("Ledger: \(file.path)")
        let keeper = LedgerKeeper(write: file.append)
        let kept = keeper.keeping(target)
        var suite = try suite(plan.cases)
        suite.paid = Set(plan.paid.map(\.id))
        // A first signal stops the run and lets it clean up, a second one ends the process.
        let (chosen, stop) = (suite, Termination())
        let running = Task { try await ContractConsole(on: kept).run(chosen, reports) }
        let watching = Task {
            await stop.signal()
            if !Task.isCancelled { running.cancel() }
        }
        let results = try await running.value
        watching.cancel()
        for (id, reason) in await keeper.sweep(kept) {
            Console.error("falsework: \(id) could not be cancelled: \(reason); try --sweep \(file.path)")
        }
        return max(results.status, try drift.record(results.results, of: target))
    }

    /// Cancels what a ledger says has not ended.
    func sweep(_ path: String, _ target: ContractTarget) async throws {
        let file = try LedgerFile(path)
        let known = Ledger(text: try file.text())
        let keeper = LedgerKeeper(known, write: file.append)
        let left = await keeper.sweep(target)
        for (id, reason) in left { Console.error("falsework: \(id) could not be cancelled: \(reason)") }
        Console.line(
            "\(known.unfinished.count - left.count) of \(known.unfinished.count) requests cancelled or at their end."
        )
        if known.unanswered > 0 {
            Console.line("\(known.unanswered) submits were never answered; whether they became requests is not known.")
        }
        if !left.isEmpty { throw ExitCode(1) }
    }

    private func confirm(_ plan: LivePlan) throws {
        if yes { return }
        guard System.isTerminal(System.standardInput) else {
            throw Failure.unusable("nobody can be asked: confirm with --yes; nothing was sent")
        }
        let word = plan.dollars > 0 ? "pay" : "yes"
        Console.text("Type '\(word)' to go on: ")
        guard readLine()?.lowercased() == word else { throw Failure.unusable("not confirmed: nothing was sent") }
    }
}

/// A file that lines are added to, each of them on the disk before anything goes on.
struct LedgerFile: Sendable {
    let path: String

    /// The largest ledger that is read, in bytes.
    private static let maximumBytes = 64 << 20

    init(_ path: String) throws { self.path = path }

    /// What is in it; nothing when it is not there.
    func text() throws -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw Failure.unusable("--sweep: \(path) cannot be read")
        }
        guard data.count <= Self.maximumBytes else { throw Failure.unusable("--sweep: \(path) is too large") }
        return String(decoding: data, as: UTF8.self)
    }

    /// Adds a line.
    var append: @Sendable (String) throws -> Void {
        { [path] line in
            guard System.append(Array(line.utf8), to: path) else {
                throw Failure.failed("--ledger: \(path) cannot be written")
            }
        }
    }
}
