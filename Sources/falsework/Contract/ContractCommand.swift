internal import ArgumentParser
internal import FalContract

/// `falsework contract`: whether something answers as fal does.
struct ContractCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "contract",
        abstract:
            "Check that something answers as fal does: the emulator, anybody's mock or proxy, or the live service.",
        usage: """
            falsework contract [<options>]
            falsework contract --url <url> [<options>]
            falsework contract --live [--paid <case> --max-usd <dollars>] [<options>]
            falsework contract --sweep <ledger>
            """,
        discussion: """
            Without a target: the emulator, in this process. What a target has not at all is not held against it.

            --live needs FAL_KEY. Unless cases are named with --paid, and --max-usd allows their estimate, requests are only \
            sent that are refused for their input or cancelled at once, which costs nothing. Every request's id goes into a \
            ledger; what has not ended when the run does, for whatever reason, is cancelled, and --sweep does so after a crash.

            Exit status: 0 all hold, 1 deviations, 2 what was asked cannot be done, 3 the target was unavailable and nothing \
            was learned.
            """
    )

    @OptionGroup var places: ContractPlaces
    @OptionGroup var data: DataOptions
    @OptionGroup var choice: ContractChoice
    @OptionGroup var live: LiveOptions
    @OptionGroup var drift: DriftOptions

    @Option(help: "A report: junit, json, markdown or github, with =FILE after it to write it there. May be repeated.")
    var report: [String] = []

    func run() async throws {
        let cases = try choice.cases()
        if choice.list { return Console.text(try choice.listing(of: cases)) }
        let reports = try report.map(ReportRequest.init)
        let receiver = try await ContractReceiver.started(places)
        defer { receiver?.stop() }
        if let path = live.sweep { return try await live.sweep(path, try await places.target(live: true, data, nil)) }
        let target = try await places.target(live: live.live, data, receiver?.inboxes)
        let status: Int32
        if live.live {
            status = try await live.run(cases, on: target, suite: choice.suite, drift, reports)
        } else {
            let results = try await ContractConsole(on: target).run(try choice.suite(cases), reports)
            status = max(
                results.status,
                try await drift.finish(results.results, of: target) { url in
                    try await places.other(url, data, receiver?.inboxes)
                } running: { other in
                    try await ContractConsole(on: other, isSilent: true).run(try choice.suite(cases), []).results
                }
            )
        }
        if status != 0 { throw ExitCode(status) }
    }
}

/// Which cases run, and how.
struct ContractChoice: ParsableArguments {
    @Option(help: "Only cases whose id has this in it, or begins with it before a *. May be repeated.")
    var filter: [String] = []

    @Flag(help: "List the cases and run none.")
    var list = false

    @Option(help: "How --list writes them: text, markdown, behaviours, differences or summary. (default: text)")
    var format: ListFormat?

    @Flag(help: "Stop at the first deviation.")
    var failFast = false

    @Option(name: .customLong("repeat"), help: "How often each case runs. (default: 1)")
    var repeats: Int?

    @Option(help: "How many cases run at the same time. (default: 8)")
    var parallel: Int?

    /// The forms of a list; the last three are the pages that `script/pages` keeps.
    enum ListFormat: String, CaseIterable, ExpressibleByArgument {
        case text
        case markdown
        case behaviours
        case differences
        case summary
    }

    /// The chosen cases.
    func cases() throws -> [ContractCase] {
        if filter.isEmpty { return ContractCase.all }
        let chosen = ContractCase.all.filter { one in filter.contains { Self.matches(one.id, $0) } }
        guard !chosen.isEmpty else {
            throw Failure.unusable("--filter: no case is like \(filter.joined(separator: " or ")); --list shows all")
        }
        return chosen
    }

    private static func matches(_ id: String, _ pattern: String) -> Bool {
        pattern.hasSuffix("*") ? id.hasPrefix(pattern.dropLast()) : id.contains(pattern)
    }

    /// The list.
    func listing(of cases: [ContractCase]) throws -> String {
        switch format ?? .text {
        case .text: ContractPages.text(cases)
        case .markdown: ContractPages.markdown(cases)
        case .behaviours: ContractPages.behaviours(cases)
        case .differences: ContractPages.differences(cases)
        case .summary: ContractPages.summary(cases)
        }
    }

    /// A suite of these cases.
    func suite(_ cases: [ContractCase]) throws -> ContractSuite {
        let (repeats, parallel) = (repeats ?? 1, parallel ?? 8)
        guard repeats >= 1, repeats <= 10_000 else {
            throw Failure.unusable("--repeat: \(repeats) is not from 1 to 10000")
        }
        guard parallel >= 1, parallel <= 64 else {
            throw Failure.unusable("--parallel: \(parallel) is not from 1 to 64")
        }
        return ContractSuite(cases: cases, width: parallel, repeats: repeats, stopsAtFirstDeviation: failFast)
    }
}
