import FalContract
import Testing

@Suite struct CatalogueTests {
    @Test func thereAreManyCasesWithNamesOfTheirOwn() {
        #expect(ContractCase.all.count >= 120)
        #expect(Set(ContractCase.all.map(\.id)).count == ContractCase.all.count)
    }

    @Test(arguments: ContractCase.all) func aCaseSaysWhatAndHowItIsKnown(_ one: ContractCase) {
        let parts = one.id.split(separator: ".")
        #expect(parts.count >= 2)
        let isPlain = one.id.allSatisfy {
            $0 == "." || $0 == "-" || $0.isNumber || ($0.isLowercase && $0.isASCII)
        }
        #expect(isPlain)
        #expect(one.behaviour.hasSuffix("."), "a sentence")
        #expect(!one.evidence.source.isEmpty)
        #expect((one.evidence.date != nil) == (one.evidence.mark == .captured))
        if case .emulatorOnly(let reason) = one.scope { #expect(!reason.isEmpty) }
    }

    @Test func everyCaseIsOnThePages() {
        let (behaviours, summary) = (ContractPages.behaviours(), ContractPages.summary())
        for one in ContractCase.all {
            #expect(behaviours.contains("`\(one.id)`"), "\(one.id) has a subject in the table")
        }
        #expect(summary.split(separator: "\n").count > 15)
        #expect(ContractPages.differences().contains("No model runs"))
    }

    @Test func everyCaseIsNamedByAWrongServerOrConcernsOnesOwn() {
        let named = Set(Mutant.all.flatMap(\.caughtBy))
        for id in named { #expect(ContractCase.named(id) != nil, "no case \(id)") }
        #expect(named.count >= 80)
    }
}
