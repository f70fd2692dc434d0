import FalContract
import HTTPServer
import HTTPTypes
import JSON
import Testing

@Suite(.timeLimit(.minutes(1))) struct ReportTests {
    /// A report with a deviation, one that holds, and one that says nothing.
    private func report() async throws -> ContractReport {
        var bench = try ContractBench().target { handler in
            { request in
                handler(request).changed {
                    if Operation(request) == .submit, $0.status == 200 { $0.status = 201 }
                }
            }
        }
        bench.services.rest = nil
        let cases = ["queue.submit.is-200", "auth.missing", "storage.token"].compactMap(
            ContractCase.named
        )
        return ContractReport(
            target: bench,
            results: await ContractSuite(cases: cases).run(on: bench),
            startedAt: 1_777_000_000
        )
    }

    @Test func aDeviationShowsBothSidesTheEvidenceAndACurlLineWithoutTheKey() async throws {
        let result = try #require(try await report().deviating.first)
        let text = result.explanation
        #expect(text.contains("queue.submit.is-200 (breaking)"))
        #expect(text.contains("expected status 200"))
        #expect(text.contains("but got status 201"))
        #expect(
            text.contains("curl -X POST 'http://localhost:8787/queue/fal-ai/kling-video/video-to-audio'")
        )
        #expect(text.contains("Key $FAL_KEY"))
        #expect(text.contains("evidence: captured 2026-04"))
        #expect(!text.contains("secret"))
    }

    @Test func theSummaryCountsByGrade() async throws {
        let report = try await report()
        #expect(report.summary == "handler: 1 hold, 1 deviate (1 breaking), 1 not applicable")
        #expect(report.exitStatus == 1)
    }

    @Test func jsonHasEveryCase() async throws {
        let json = try JSONParser.parse(Array(try await report().text(as: .json).utf8))
        #expect(
            json["cases"]?.array?.map { $0["outcome"]?.string } == [
                "deviates", "holds", "not applicable",
            ]
        )
        #expect(json["cases"]?[0]?["grade"] == "breaking")
        #expect(json["deviates"] == 1)
    }

    @Test func junitIsWellFormed() async throws {
        let text = try await report().text(as: .junit)
        #expect(text.contains(#"tests="3" failures="1""#))
        #expect(text.contains(#"<testcase classname="queue.submit" name="queue.submit.is-200""#))
        #expect(text.contains("<skipped message=\"not applicable: needs"))
        #expect(!text.contains("&lt;?xml"))
        #expect(text.count { $0 == "<" } == text.count { $0 == ">" })
    }

    @Test func markdownAndGitHubNameTheCase() async throws {
        let report = try await report()
        #expect(
            report.text(as: .markdown).contains(
                "| `queue.submit.is-200` | breaking | status 200 | status 201 |"
            )
        )
        #expect(report.text(as: .github).hasPrefix("::error title=queue.submit.is-200::"))
        #expect(!report.text(as: .github).dropLast().contains("\n  expected"), "one line an annotation")
    }

    @Test func aSuiteStopsAtTheFirstDeviationWhenTold() async throws {
        let target = try ContractBench().target { _ in
            { _ in .now(Response(status: .internalServerError)) }
        }
        let suite = ContractSuite(width: 1, stopsAtFirstDeviation: true)
        #expect(await suite.run(on: target).count == 1)
    }

    @Test func aCaseThatIsRepeatedHoldsOnlyIfItHoldsEveryTime() async throws {
        let seen = Counter()
        let target = try ContractBench().target { handler in
            { request in
                handler(request).changed {
                    if Operation(request) == .submit, $0.status == 401, seen.next() > 4 { $0.status = 403 }
                }
            }
        }
        let cases = [try #require(ContractCase.named("auth.missing"))]
        #expect(await ContractSuite(cases: cases).run(on: target).map(\.word) == ["holds"])
        #expect(
            await ContractSuite(cases: cases, repeats: 5).run(on: target).map(\.word) == ["deviates"]
        )
    }
}
