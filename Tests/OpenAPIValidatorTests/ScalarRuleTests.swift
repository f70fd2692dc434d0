import JSON
import OpenAPIValidator
import Testing

@Suite struct ScalarRuleTests {
    @Test(arguments: [
        (#"{"type":"string"}"#, "1", "string_type", "Input should be a valid string"),
        (#"{"type":"string","maxLength":1}"#, #""ab""#, "string_too_long", "String should have at most 1 character"),
        (#"{"type":"string","minLength":2}"#, #""a""#, "string_too_short", "String should have at least 2 characters"),
        (
            #"{"type":"string","pattern":"^a$"}"#, #""b""#, "string_pattern_mismatch",
            "String should match pattern '^a$'"
        ),
        (#"{"type":"boolean"}"#, "null", "bool_type", "Input should be a valid boolean"),
        (
            #"{"type":"boolean"}"#, "2", "bool_parsing",
            "Input should be a valid boolean, unable to interpret input"
        ),
        (#"{"type":"integer"}"#, "[]", "int_type", "Input should be a valid integer"),
        (
            #"{"type":"integer"}"#, "1.5", "int_from_float",
            "Input should be a valid integer, got a number with a fractional part"
        ),
        (
            #"{"type":"integer"}"#, "1e19", "int_parsing_size",
            "Unable to parse input string as an integer, exceeded maximum size"
        ),
        (#"{"type":"integer","minimum":1}"#, "0", "greater_than_equal", "Input should be greater than or equal to 1"),
        (#"{"type":"integer","multipleOf":8}"#, "9", "multiple_of", "Input should be a multiple of 8"),
        (#"{"type":"number"}"#, "{}", "float_type", "Input should be a valid number"),
        (#"{"type":"number","maximum":1}"#, "1.5", "less_than_equal", "Input should be less than or equal to 1"),
        (#"{"type":"number","exclusiveMinimum":0.5}"#, "0.5", "greater_than", "Input should be greater than 0.5"),
        (#"{"type":"number","exclusiveMaximum":1e-7}"#, "1", "less_than", "Input should be less than 0.0000001"),
        (#"{"enum":["a","b","c"]}"#, #""d""#, "literal_error", "Input should be 'a', 'b' or 'c'"),
        (#"{"const":1}"#, "2", "literal_error", "Input should be 1"),
        (#"{"type":"null"}"#, "1", "none_required", "Input should be None"),
    ])
    func wrongValueIsRefusedInPydanticsWords(
        _ schema: String,
        _ value: String,
        _ type: String,
        _ message: String
    ) throws {
        let error = try #require(try errors(of: model(ofField: schema), #"{"f":\#(value)}"#).first)
        #expect(error.type == type)
        #expect(error.message == message)
        #expect(error.location == [.name("body"), .name("f")])
        #expect(try error.input == json(value))
    }

    @Test(arguments: [
        (#"{"type":"integer"}"#, #"" +0_8.0 ""#, "8"),
        (#"{"type":"integer"}"#, "true", "1"),
        (#"{"type":"integer"}"#, "3.0", "3"),
        (#"{"type":"integer"}"#, #""123456789012345678901234567890""#, "123456789012345678901234567890"),
        (#"{"type":"number"}"#, "3", "3.0"),
        (#"{"type":"number"}"#, #""1_0.5""#, "10.5"),
        (#"{"type":"number","multipleOf":0.05}"#, "0.15", "0.15"),
        (#"{"type":"boolean"}"#, #""oN""#, "true"),
        (#"{"type":"boolean"}"#, "0.0", "false"),
        (#"{"enum":[1,2]}"#, "1.0", "1"),
        (#"{"enum":[1,2]}"#, "true", "1"),
        (#"{"type":"string","maxLength":1}"#, #""😀""#, #""😀""#),
        (#"{"anyOf":[{"type":"string","maxLength":1},{"type":"null"}]}"#, "null", "null"),
    ])
    func rightValueIsCoerced(_ schema: String, _ value: String, _ coerced: String) throws {
        let expected = try json(#"{"f":\#(coerced)}"#)
        let verdict = try model(ofField: schema).validate(json(#"{"f":\#(value)}"#))
        #expect(Answer(verdict).json == expected)
    }

    @Test func loneSurrogateIsRefusedOnlyWhereTheStringIsDecoded() throws {
        let body = try JSONParser.parse(Array(#"{"f":"\ud800"}"#.utf8), as: .python)
        #expect(Answer(try model(ofField: #"{"type":"string"}"#).validate(body)).status == 200)
        let refused = try model(ofField: #"{"type":"string","maxLength":9}"#).validate(body)
        #expect(Answer(refused).json["detail"]?[0]?["type"]?.string == "string_unicode")
        #expect(Answer(refused).json["detail"]?[0]?["input"]?.string == "?")
    }
}

/// The errors of a body that is expected to be refused.
func errors(of model: RequestModel, _ body: String) throws -> [FieldError] {
    guard case .refused(let errors) = model.validate(try JSONParser.parse(Array(body.utf8), as: .python)) else {
        return []
    }
    return errors
}
