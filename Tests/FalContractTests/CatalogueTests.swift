import FalContract
import Foundation
import JSON
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

@Suite struct FileFieldTests {
    /// The limits that cases hold are those of the documents.
    @Test(arguments: FileField.all.indices) func limitsAreTheDocuments(_ index: Int) throws {
        let field = FileField.all[index]
        let text = try String(contentsOfFile: "\(Repository.root)/openapi/\(field.endpoint.id).json", encoding: .utf8)
        let schemas = try JSONParser.parse(Array(text.utf8))["components"]?["schemas"]?.object ?? [:]
        let input = try #require(schemas.first { $0.key.description.hasSuffix("Input") }?.value)
        let property = input["properties"]?[field.name]
        let limits = (property?["x-fal"]?.object ?? [:]).map { ($0.key.description, Int($0.value.integer ?? 0)) }
        #expect(Dictionary(uniqueKeysWithValues: limits) == field.limits)
        #expect(property?["x-falsework-formats"]?.array?.compactMap(\.string) == field.formats)
    }
}
