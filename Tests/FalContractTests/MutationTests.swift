import FalContract
import Foundation
import TestMedia
import Testing

/// The suite itself is tested: each of these servers is wrong in one way, and a case must say so.
@Suite(.timeLimit(.minutes(5))) struct MutationTests {
    @Test(arguments: Mutant.all) func isCaught(_ mutant: Mutant) async throws {
        let place = try Workbench()
        let bench = try ContractBench(
            webhooks: mutant.webhooks,
            isRetrying: mutant.isRetrying,
            copies: mutant.copies,
            documents: mutant.misreading.map { try Documents.misread($0, in: place) }
        )
        var target = bench.target(mutant.change)
        // Some of these send no webhook, and whether it is missed sooner or later is the same to them.
        target.patience.webhooks = .milliseconds(500)
        #expect(!mutant.caughtBy.isEmpty)
        for id in mutant.caughtBy {
            let contractCase = try #require(ContractCase.named(id), "no case \(id)")
            let result = await contractCase.result(on: target)
            #expect(result.deviation != nil, "\(id) says nothing about: \(mutant.name) (\(result.word))")
        }
    }

    @Test func thereAreManyAndTheirNamesDiffer() {
        #expect(Mutant.all.count >= 80)
        #expect(Set(Mutant.all.map(\.name)).count == Mutant.all.count)
    }

    @Test func nothingIsSaidAboutAServerThatIsRight() async throws {
        let target = try ContractBench().target { handler in { handler($0).changed { _ in } } }
        let results = await ContractSuite().run(on: target)
        #expect(results.compactMap(\.deviation).map(\.description) == [])
    }
}

/// Documents of the repository with something else in them.
enum Documents {
    static func misread(_ misreading: (passage: String, other: String), in place: Workbench) throws -> String {
        let name = "fal-ai/kling-video"
        var isMisread = false
        for document in ["video-to-audio", "lipsync/audio-to-video"] {
            let path = "\(name)/\(document).json"
            let text = try String(contentsOfFile: "\(Repository.root)/openapi/\(path)", encoding: .utf8)
            let other = text.replacing(misreading.passage + ",", with: misreading.other + ",")
                .replacing(misreading.passage + "\n", with: misreading.other + "\n")
            isMisread = isMisread || other != text
            let target = URL(filePath: place.path("openapi/\(path)"))
            try FileManager.default.createDirectory(
                at: target.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            try other.write(to: target, atomically: true, encoding: .utf8)
        }
        #expect(isMisread, "no \(misreading.passage) in the documents")
        return place.path("openapi")
    }
}
