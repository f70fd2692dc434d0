import FalContract
import Testing

/// The whole suite against this package's emulator, at three depths.
@Suite(.timeLimit(.minutes(2))) struct ContractSuiteTests {
    @Test(arguments: ContractCase.all) func holdsOnTheHandler(
        _ contractCase: ContractCase
    )
        async throws
    {
        try await contractCase.hold(on: ContractBench().target())
    }

    @Test(arguments: ContractCase.all) func holdsOnASocket(_ contractCase: ContractCase) async throws {
        try await ContractBench().overSocket { try await contractCase.hold(on: $0) }
    }

    @Test(arguments: ContractCase.all) func holdsOverTLSUnderFalsNames(
        _ contractCase: ContractCase
    )
        async throws
    {
        try await ContractBench().overTLS { try await contractCase.hold(on: $0) }
    }

    @Test func aWholeRunDecidesNearlyEverything() async throws {
        let target = try ContractBench().target()
        let report = ContractReport(
            target: target,
            results: await ContractSuite().run(on: target),
            startedAt: 0
        )
        for result in report.results where result.word != "holds" { print(result.explanation) }
        #expect(report.deviating.isEmpty)
        #expect(report.unavailable == 0)
        #expect(report.holding >= 120)
        #expect(report.exitStatus == 0)
        #expect(report.results.map(\.contractCase.id) == ContractCase.all.map(\.id))
    }
}

/// As users run it, in three lines of a test of theirs.
@Suite(.timeLimit(.minutes(1))) struct OwnTargetTests {
    @Test(arguments: ContractCase.all.filter { $0.subject == "auth" || $0.subject == "isolation" })
    func anAddressIsEnough(_ contractCase: ContractCase) async throws {
        try await ContractBench().overSocket { place in
            let url = try #require(place.services.control)
            try await contractCase.hold(on: .discovered(at: url))
        }
    }

    @Test func anAddressWhereNobodyIsIsTold() async {
        await #expect(throws: ContractError.self) {
            try await ContractTarget.discovered(at: "http://127.0.0.1:1")
        }
        await #expect(throws: ContractError.self) {
            try await ContractTarget.discovered(at: "localhost:8787")
        }
    }
}
