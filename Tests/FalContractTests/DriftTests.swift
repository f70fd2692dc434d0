import FalContract
import FalEmulator
import HTTPServer
import JSON
import Testing

@Suite(.timeLimit(.minutes(1))) struct DriftTests {
    private static let cases = ContractCase.all.filter {
        ["queue.", "auth.", "storage.", "tokens."].contains(where: $0.id.hasPrefix)
    }

    private func run(_ target: ContractTarget) async -> [CaseResult] {
        await ContractSuite(cases: Self.cases).run(on: target)
    }

    @Test func twoThatAreTheSameDoNotDiffer() async throws {
        let (left, right) = (try ContractBench().target(), try ContractBench { $0.seed = 9 }.target())
        let comparison = Comparison(left, await run(left), right, await run(right))
        #expect(comparison.differences.map { "\($0)" } == [])
        #expect(comparison.count > 50)
        #expect(comparison.exitStatus == 0)
    }

    @Test func anAddressAndFalsNamesDoNotDiffer() async throws {
        let left = try ContractBench().target()
        let cases = ContractCase.all.filter {
            $0.id.hasPrefix("queue.submit") || $0.id.hasPrefix("queue.cancel")
        }
        try await ContractBench().overTLS { right in
            let suite = ContractSuite(cases: cases)
            let comparison = Comparison(
                left,
                await suite.run(on: left),
                right,
                await suite.run(on: right)
            )
            #expect(comparison.differences.map { "\($0)" } == [])
        }
    }

    @Test func differencesAreGraded() async throws {
        let left = try ContractBench().target()
        let right = try ContractBench().target { handler in
            { request in
                handler(request).changed { answered in
                    switch Operation(request) {
                    case .submit where answered.status == 200: answered["eta"] = 3
                    case .cancel where answered.status == 202: answered.status = 200
                    case .result where answered.status == 400: answered.reverse()
                    default: break
                    }
                }
            }
        }
        let comparison = Comparison(left, await run(left), right, await run(right))
        let grades = Set(comparison.differences.map(\.grade))
        #expect(grades.isSuperset(of: [.additive, .breaking, .cosmetic]))
        #expect(comparison.differences.contains { $0.place == "body/eta" && $0.left == "nothing" })
        #expect(comparison.exitStatus == 1)
        #expect(comparison.text.contains("differences between handler and handler"))
    }

    @Test func whatWasRecordedIsComparedLater() async throws {
        let target = try ContractBench().target()
        let results = await run(target)
        let snapshots = try results.compactMap { Snapshot($0, target: target, at: 1_777_000_000) }
            .map { try Snapshot(bytes: $0.json.serialized(), file: "a.json") }
        #expect(snapshots.count > 50)
        let again = try ContractBench { $0.seed = 3 }.target()
        #expect(
            Snapshot.compare(snapshots, with: await run(again), of: again).differences.map { "\($0)" }
                == []
        )
        let other = try ContractBench().target { handler in
            { request in
                handler(request).changed { if Operation(request) == .status { $0["metrics"] = nil } }
            }
        }
        #expect(!Snapshot.compare(snapshots, with: await run(other), of: other).differences.isEmpty)
    }

    @Test func snapshotsHaveNeitherKeysNorIds() async throws {
        let target = try ContractBench().target()
        for result in await run(target) {
            guard let snapshot = Snapshot(result, target: target, at: 0) else { continue }
            let text = String(decoding: snapshot.json.serialized(), as: UTF8.self)
            #expect(!text.contains(":secret") && !text.contains("localhost"))
        }
    }

    @Test func snapshotsGrowOld() async throws {
        let target = try ContractBench().target()
        let one = try #require(ContractCase.named("auth.missing"))
        let snapshot = try #require(
            Snapshot(await one.result(on: target), target: target, at: 1_000_000_000)
        )
        let day: Int64 = 86_400
        #expect(snapshot.age(at: 1_000_000_000 + 30 * day, limit: 30) == .fresh)
        #expect(snapshot.age(at: 1_000_000_000 + 31 * day, limit: 30) == .stale(days: 31))
        #expect(snapshot.age(at: 1_000_000_000 + 61 * day, limit: 30) == .expired(days: 61))
    }

    @Test(arguments: [
        "", "{}", #"{"format":2}"#,
        #"{"format":1,"case":"a","target":"b","recorded_at":1,"exchanges":[{}]}"#,
    ])
    func aFileThatIsNoSnapshotIsToldSo(text: String) {
        #expect(throws: ContractError.self) { try Snapshot(bytes: Array(text.utf8), file: "a.json") }
    }

    @Test func aRecordedModelErrorBecomesAScenario() async throws {
        let target = try ContractBench().target()
        let one = try #require(ContractCase.named("queue.failure.model-error"))
        let snapshot = try #require(Snapshot(await one.result(on: target), target: target, at: 0))
        let scenario = try #require(snapshot.scenario(endpoint: .videoToAudio, day: "2026-11-25"))
        #expect(scenario["name"] == "recorded_file_download_error")
        #expect(scenario["outcome"]?["model_error"]?["errors"]?[0]?["loc"] == ["body", "video_url"])
    }
}
