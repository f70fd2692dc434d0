import HTTPTypes
import JSON
import Testing

@testable import FalEmulator

@Suite struct ScenarioMatchTests {
    private func match(_ text: String) throws -> ScenarioMatch {
        try ScenarioMatch(try FixtureReader(try JSONParser.parse(Array(text.utf8)), file: "f"))
    }

    private func accepts(
        _ text: String,
        input: JSONValue? = [:],
        _ headers: HTTPFields = [:],
        call: Int = 1
    ) throws -> Bool {
        try match(text).accepts(input: input, headers: { headers[$0] }, call: call)
    }

    @Test(
        arguments: [
            (["a": ["b": [1, 2]]], true), (["a": ["b": [1, 3]]], false), (["a": ["b": [1]]], false), ([:], false),
            (nil, false),
        ] as [(JSONValue?, Bool)]
    )
    func everyPointerMustLeadToItsValue(input: JSONValue?, isMet: Bool) throws {
        #expect(try accepts(#"{"input": {"/a/b/0": 1, "/a/b/1": 2}}"#, input: input) == isMet)
    }

    @Test func namesOfHeadersHaveNoCaseAndValuesDo() throws {
        let match = #"{"headers": {"X-Tenant": "A", "user-agent": {"contains": "fal-client"}}}"#
        let name = try #require(HTTPField.Name("x-tenant"))
        #expect(try accepts(match, [name: "A", .userAgent: "fal-client/1.0.3 (python)"]))
        #expect(try !accepts(match, [name: "a", .userAgent: "fal-client/1.0.3 (python)"]))
        #expect(try !accepts(match, [name: "AA", .userAgent: "fal-client"]))
        #expect(try !accepts(match, [name: "A", .userAgent: "curl"]))
        #expect(try !accepts(match, [name: "A"]))
    }

    @Test(arguments: [
        ("3", [3]), ("[1, 4]", [1, 4]), (#"{"from": 4}"#, [4, 5, 6]), (#"{"from": 2, "to": 3}"#, [2, 3]),
        (#"{"every": 3}"#, [3, 6]),
    ])
    func callsAreCountedFromOne(pattern: String, numbers: [Int]) throws {
        let match = try match("{\"calls\": \(pattern)}")
        #expect((1...6).filter { match.accepts(input: [:], headers: { _ in nil }, call: $0) } == numbers)
    }

    @Test func everyConditionMustBeMet() throws {
        let text = #"{"input": {"/a": 1}, "headers": {"accept": "x"}, "calls": 2}"#
        #expect(try accepts(text, input: ["a": 1], [.accept: "x"], call: 2))
        #expect(try !accepts(text, input: ["a": 2], [.accept: "x"], call: 2))
        #expect(try !accepts(text, input: ["a": 1], [.accept: "y"], call: 2))
        #expect(try !accepts(text, input: ["a": 1], [.accept: "x"], call: 1))
    }

    @Test func aRefusedInputMeetsWhatIsNotAboutTheInput() throws {
        #expect(try accepts(#"{"calls": 1}"#, input: nil))
        #expect(try accepts(#"{"headers": {"accept": "x"}}"#, input: nil, [.accept: "x"]))
    }
}
