internal import ArgumentParser
internal import FalAPI
internal import FalContract
internal import JSON

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// What runs are compared with, and what they leave for later ones.
struct DriftOptions: ParsableArguments {
    @Option(help: "Run the cases on this URL too ('emulator': the one in this process), and report what differs.")
    var compare: String?

    @Option(help: "Write each case's answers into this directory, with the day and without ids.")
    var record: String?

    @Option(help: "Compare with the answers that were recorded in this directory.")
    var snapshots: String?

    @Option(
        help:
            "After how many days recorded answers are stale: a warning, and after twice as many a failure. (default: 30)"
    )
    var staleAfter: Int?

    /// Records, compares with what was recorded, and with another target.
    /// - Returns: the exit status that it means.
    func finish(
        _ results: [CaseResult],
        of target: ContractTarget,
        other: (String) async throws -> ContractTarget,
        running: (ContractTarget) async throws -> [CaseResult]
    ) async throws -> Int32 {
        var status = try record(results, of: target)
        if let compare {
            let other = try await other(compare)
            let comparison = Comparison(target, results, other, try await running(other))
            Console.line(comparison.text)
            status = max(status, comparison.exitStatus)
        }
        return status
    }

    /// Records, and compares with what was recorded.
    func record(_ results: [CaseResult], of target: ContractTarget) throws -> Int32 {
        let now = Int64(Date().timeIntervalSince1970)
        var status: Int32 = 0
        if let snapshots {
            let limit = staleAfter ?? 30
            guard limit >= 1 else { throw Failure.unusable("--stale-after: \(limit) is not at least 1") }
            let known = try read(snapshots)
            let comparison = Snapshot.compare(known, with: results, of: target)
            Console.line(comparison.text)
            status = comparison.exitStatus
            for snapshot in known {
                switch snapshot.age(at: now, limit: limit) {
                case .fresh: break
                case .stale(let days):
                    Console.error(
                        "falsework: the snapshot of \(snapshot.caseID) is \(days) days old; record it anew soon"
                    )
                case .expired(let days):
                    Console.error(
                        "falsework: the snapshot of \(snapshot.caseID) is \(days) days old and proves nothing"
                    )
                    status = 1
                }
            }
        }
        if let record { try write(results, of: target, to: record, at: now) }
        return status
    }

    private func read(_ directory: String) throws -> [Snapshot] {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory).filter { $0.hasSuffix(".json") }
                .sorted()
        } catch {
            throw Failure.unusable("--snapshots: \(directory) cannot be read")
        }
        return try names.map { name in
            let path = directory + "/" + name
            guard let data = FileManager.default.contents(atPath: path) else {
                throw Failure.unusable("--snapshots: \(path) cannot be read")
            }
            do throws(ContractError) {
                return try Snapshot(bytes: Array(data), file: path)
            } catch {
                throw Failure.unusable(error.message)
            }
        }
    }

    private func write(_ results: [CaseResult], of target: ContractTarget, to directory: String, at now: Int64) throws {
        let day = String(CivilTime(microseconds: now * 1_000_000).logStamp.prefix(10))
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
            for result in results {
                guard let snapshot = Snapshot(result, target: target, at: now) else { continue }
                let bytes = snapshot.json.serialized()
                try Data(bytes).write(to: URL(filePath: "\(directory)/\(snapshot.caseID).json"), options: .atomic)
                guard let scenario = snapshot.scenario(endpoint: .videoToAudio, day: day) else { continue }
                let folder = "\(directory)/scenarios"
                try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
                let path = "\(folder)/\(snapshot.caseID).json"
                try Data(scenario.serialized()).write(to: URL(filePath: path), options: .atomic)
            }
        } catch {
            throw Failure.unusable("--record: \(directory) cannot be written")
        }
    }
}
