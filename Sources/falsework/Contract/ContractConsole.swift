internal import FalContract

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Runs a suite in front of somebody: progress, deviations as they are found, a summary.
struct ContractConsole {
    private let target: ContractTarget
    private let isSilent: Bool
    private let isTerminal: Bool
    private let isColoured: Bool

    init(on target: ContractTarget, isSilent: Bool = false) {
        self.target = target
        self.isSilent = isSilent
        isTerminal = System.isTerminal(System.standardOutput)
        isColoured = isTerminal && Environment.foreign("NO_COLOR") == nil && Environment.foreign("TERM") != "dumb"
    }

    /// Runs the suite and writes the reports.
    /// - Returns: the results, and the exit status that they mean.
    func run(
        _ suite: ContractSuite,
        _ reports: [ReportRequest]
    ) async throws -> (results: [CaseResult], status: Int32) {
        let start = Int64(Date().timeIntervalSince1970)
        let progress = Progress(total: suite.cases.count)
        let results = await suite.run(on: target) { result in
            guard !isSilent else { return }
            let line = progress.line(after: result)
            if isTerminal { Console.text("\r\u{1B}[K" + (result.deviation == nil ? line : failure(result) + line)) }
        }
        let report = ContractReport(target: target, results: results, startedAt: start)
        if !isSilent {
            if isTerminal { Console.text("\r\u{1B}[K") }
            // In a terminal they were shown as they came; elsewhere they come in the order of the cases.
            if !isTerminal { for result in report.deviating { Console.text(failure(result)) } }
            let isGood = report.exitStatus == 0
            Console.line(coloured(report.summary, isGood ? "32" : "31"))
        }
        for request in reports { try request.write(report) }
        return (results, report.exitStatus)
    }

    private func failure(_ result: CaseResult) -> String {
        coloured(result.contractCase.id, result.grade == .breaking ? "31" : "33")
            + result.explanation.dropFirst(result.contractCase.id.count) + "\n\n"
    }

    private func coloured(_ text: String, _ code: String) -> String {
        isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
    }

    /// Counts what is done. Used by one run, whose results come one after another.
    private final class Progress: Sendable {
        private let total: Int
        private let count = AtomicCount()

        init(total: Int) { self.total = total }

        func line(after result: CaseResult) -> String { "\(count.next())/\(total) \(result.contractCase.id)" }
    }
}

/// A report that was asked for, and where it goes.
struct ReportRequest {
    let format: ContractReport.Format
    /// The file; nil: standard output.
    let path: String?

    /// Reads `FORMAT` or `FORMAT=FILE`.
    init(_ text: String) throws {
        let name = text.prefix { $0 != "=" }
        guard let format = ContractReport.Format(rawValue: String(name)) else {
            let known = ContractReport.Format.allCases.map(\.rawValue).joined(separator: ", ")
            throw Failure.unusable("--report: '\(name)' is none of \(known)")
        }
        self.format = format
        path = name.count == text.count ? nil : String(text.dropFirst(name.count + 1))
        if path == "" { throw Failure.unusable("--report \(text): there is no file after the =") }
    }

    /// Writes it.
    func write(_ report: ContractReport) throws {
        let text = report.text(as: format)
        guard let path else { return Console.text(text) }
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
        } catch {
            throw Failure.unusable("--report: \(path) cannot be written")
        }
    }
}
