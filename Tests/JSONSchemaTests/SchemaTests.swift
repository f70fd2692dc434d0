import JSON
import Testing

@testable import JSONSchema

@Suite struct SchemaTests {
    private func schema(_ text: String, _ dialect: Schema.Dialect = .draft202012) throws -> Schema {
        try Schema(JSONParser.parse(Array(text.utf8)), options: Schema.Options(dialect: dialect))
    }

    private func json(_ text: String) throws -> JSONValue {
        try JSONParser.parse(Array(text.utf8))
    }

    @Test func problemsHaveBothPlaces() throws {
        let schema = try schema(
            ##"{"properties":{"a/b":{"$ref":"#/$defs/few"}},"required":["c"],"$defs":{"few":{"items":{"maximum":3}}}}"##
        )
        let problems = schema.problems(in: try json(#"{"a/b":[1,5,7]}"#))
        #expect(
            problems.map(\.description) == [
                "the value: has no member c (by #/required)",
                "/a~1b/1: is not at most 3 (by #/$defs/few/items/maximum)",
                "/a~1b/2: is not at most 3 (by #/$defs/few/items/maximum)",
            ]
        )
        #expect(schema.problems(in: try json(#"{"a/b":[1,5,7]}"#), limit: 2).count == 2)
        #expect(schema.problems(in: ["c": 1]).isEmpty)
    }

    @Test func unionIsExplainedByItsDeepestBranch() throws {
        let schema = try schema(
            #"{"anyOf":[{"type":"string"},{"type":"object","properties":{"w":{"minimum":1}}}]}"#
        )
        #expect(
            schema.problems(in: ["w": 0]).map(\.description) == [
                "the value: satisfies none of 2 schemas (by #/anyOf)",
                "/w: is not at least 1 (by #/anyOf/1/properties/w/minimum)",
            ]
        )
    }

    @Test func notAndIfReportNothingOfTheirOwn() throws {
        let schema = try schema(#"{"not":{"minimum":3},"if":{"minimum":2},"then":{"multipleOf":2},"else":true}"#)
        #expect(schema.problems(in: 4).map(\.keyword) == ["not"])
        #expect(schema.problems(in: 1).isEmpty)
        #expect(schema.problems(in: 2.5).map(\.keyword) == ["multipleOf"])
    }

    @Test(arguments: [
        (#"{"type":"string","nullable":true}"#, "null", true),
        (#"{"type":"string","nullable":true,"enum":["a"]}"#, "null", true),
        (#"{"type":"string","nullable":false}"#, "null", false),
        (#"{"type":"string"}"#, "null", false),
        (#"{"minimum":1,"exclusiveMinimum":true}"#, "1", false),
        (#"{"minimum":1,"exclusiveMinimum":false}"#, "1", true),
        (#"{"exclusiveMinimum":1}"#, "1", false),
        (#"{"exclusiveMaximum":1}"#, "0.5", true),
        (#"{"type":"integer"}"#, "1.0", true),
        (#"{"properties":{"a":{"required":true}}}"#, #"{"a":1}"#, true),
        (##"{"$ref":"#/x","minLength":2,"x":{"maxLength":3}}"##, #""a""#, false),
    ])
    func documentsOfOpenAPIAreReadAsTheyAreFound(_ text: String, _ value: String, _ isRight: Bool) throws {
        #expect(try schema(text, .openAPI).accepts(json(value)) == isRight)
    }

    @Test func draft4KnowsNoLaterKeyword() throws {
        let schema = try schema(#"{"const":1,"contains":false,"if":false,"then":false}"#, .draft4)
        #expect(schema.accepts([2]))
        #expect(throws: SchemaError.self) { try self.schema(#"{"exclusiveMinimum":1}"#, .draft4) }
    }

    @Test(arguments: [
        (##"{"type":5}"##, "#/type"),
        (##"{"type":"text"}"##, "#/type"),
        (##"{"properties":{"a":{"minLength":-1}}}"##, "#/properties/a/minLength"),
        (##"{"multipleOf":0}"##, "#/multipleOf"),
        (##"{"$ref":"#/nowhere"}"##, "#/$ref"),
        (##"{"$ref":"other.json"}"##, "#/$ref"),
        (##"{"$ref":"#name"}"##, "#/$ref"),
        (##"{"items":3}"##, "#/items"),
        (##"{"anyOf":[]}"##, "#/anyOf"),
        (##"{"pattern":"(?=a)"}"##, "#/pattern"),
        (#"{"$schema":"http://example.com/unknown"}"#, "#"),
    ])
    func brokenSchemaIsRefusedWithItsPlace(_ text: String, _ place: String) throws {
        let error = #expect(throws: SchemaError.self) { try schema(text) }
        #expect(error?.place == place)
    }

    @Test func schemaThatGoesRoundInCirclesEnds() throws {
        let schema = try schema(##"{"$ref":"#"}"##)
        #expect(!schema.accepts(1))
        #expect(schema.problems(in: 1).map(\.message).first?.contains("round in circles") == true)
    }

    /// Each level tries the next one twice: 2^60 steps, were they not counted.
    @Test func schemaThatAsksForTooMuchEnds() throws {
        var text = #""s0":{"type":"string"}"#
        for level in 1...60 {
            text +=
                ##","s\##(level)":{"anyOf":[{"$ref":"#/$defs/s\##(level - 1)"},{"$ref":"#/$defs/s\##(level - 1)"}]}"##
        }
        let schema = try schema(##"{"$ref":"#/$defs/s60","$defs":{\##(text)}}"##)
        var validation = Validation(schema.program)
        validation.mostSteps = 100_000
        let isRight = validation.check(schema.program.root, 1)
        #expect(!isRight)
    }

    @Test(arguments: [
        ("0.0075", "0.0001", true), ("0.00751", "0.0001", false), ("1e308", "0.5", true), ("4.5", "1.5", true),
        ("35", "1.5", false), ("12345678901234567890123", "3", true), ("12345678901234567890124", "3", false),
        ("0", "7", true), ("1e-8", "1e-9", true), ("300", "1e2", true), ("-9", "3", true),
    ])
    func multiplesAreExact(_ number: String, _ divisor: String, _ isMultiple: Bool) throws {
        #expect(try schema("{\"multipleOf\":\(divisor)}").accepts(json(number)) == isMultiple)
    }

    @Test(arguments: [
        ("9007199254740993", "9007199254740992", false), ("9007199254740993", "9007199254740993.0", false),
        ("-123456789012345678901234567890", "-123456789012345678901234567891", false),
        ("-123456789012345678901234567891", "-123456789012345678901234567890", true),
        ("1", "18446744073709551616", true), ("-18446744073709551616", "1", true), ("2", "2.5", true),
        ("-2", "-2.5", false), ("3", "2.5", false), ("1", "1e300", true),
    ])
    func boundsAreExact(_ number: String, _ maximum: String, _ isRight: Bool) throws {
        #expect(try schema("{\"maximum\":\(maximum)}").accepts(json(number)) == isRight)
    }

    @Test func elementsAreComparedInTimeProportionalToTheirNumber() throws {
        let many = JSONValue.array((0..<50_000).map { .number(.integer(Int64($0))) })
        #expect(try schema(#"{"uniqueItems":true}"#).accepts(many))
        #expect(try !schema(#"{"uniqueItems":true}"#).accepts([["a": 1, "b": [2]], ["b": [2.0], "a": 1.0]]))
    }

    @Test func uuidsOfOneVersionAreKnown() throws {
        let schema = try schema(#"{"format":"uuid4"}"#)
        #expect(schema.accepts("12345678-1234-4234-8234-123456789012"))
        #expect(!schema.accepts("12345678-1234-1234-8234-123456789012"))
    }
}
