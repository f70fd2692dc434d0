import JSON
import Testing

@testable import OpenAPIValidator

/// Documents that pydantic 1 wrote answer in its words; measured with FastAPI 0.110.3 and pydantic 1.10.26.
@Suite struct Pydantic1Tests {
    /// A model with the field `f`, in a document that only the first pydantic writes.
    private func model(_ schema: String, isRequired: Bool = true) throws -> RequestModel {
        try OpenAPIValidatorTests.model(
            ofField: schema,
            isRequired: isRequired,
            components: ##"""
                {"File": {"type": "object", "title": "File", "required": ["url"],
                  "properties": {"url": {"type": "string"}, "content_type": {"type": "string"}}},
                 "Out": {"type": "object", "title": "Out", "required": ["video"],
                  "properties": {"video": {"allOf": [{"$ref": "#/components/schemas/File"}]}}}}
                """##
        )
    }

    @Test(arguments: [
        ("{}", #"{"type":"string"}"#, #"[{"loc":["body","f"],"msg":"field required","type":"value_error.missing"}]"#),
        (
            #"{"f":null}"#, #"{"type":"string"}"#,
            #"[{"loc":["body","f"],"msg":"none is not an allowed value","type":"type_error.none.not_allowed"}]"#
        ),
        (
            "[1]", #"{"type":"string"}"#,
            #"[{"loc":["body"],"msg":"value is not a valid dict","type":"type_error.dict"}]"#
        ),
        (
            #"{"f":13}"#, #"{"type":"integer","maximum":12}"#,
            #"[{"loc":["body","f"],"msg":"ensure this value is less than or equal to 12","type":"value_error.number.not_le","ctx":{"limit_value":12}}]"#
        ),
        (
            #"{"f":"abc"}"#, #"{"type":"string","maxLength":2}"#,
            #"[{"loc":["body","f"],"msg":"ensure this value has at most 2 characters","type":"value_error.any_str.max_length","ctx":{"limit_value":2}}]"#
        ),
        (
            #"{"f":"c"}"#, #"{"type":"string","enum":["a","it's"]}"#,
            #"[{"loc":["body","f"],"msg":"unexpected value; permitted: 'a', \"it's\"","type":"value_error.const","ctx":{"given":"c","permitted":["a","it's"]}}]"#
        ),
        (
            #"{"f":[1,"x"]}"#, #"{"type":"array","items":{"type":"integer"}}"#,
            #"[{"loc":["body","f",1],"msg":"value is not a valid integer","type":"type_error.integer"}]"#
        ),
        (
            #"{"f":{}}"#, #"{"anyOf":[{"type":"integer"},{"type":"boolean"}]}"#,
            #"[{"loc":["body","f"],"msg":"value is not a valid integer","type":"type_error.integer"},{"loc":["body","f"],"msg":"value could not be parsed to a boolean","type":"type_error.bool"}]"#
        ),
    ])
    func refusalsHaveItsWords(_ body: String, _ schema: String, _ detail: String) throws {
        let answer = Answer(try model(schema).validate(json(body)))
        #expect(answer.status == 422)
        #expect(String(decoding: answer.json.serialized(), as: UTF8.self) == #"{"detail":\#(detail)}"#)
    }

    @Test(arguments: [
        (#"{"type":"integer"}"#, "1.9", "1"), (#"{"type":"string"}"#, "1.5", #""1.5""#),
        (#"{"type":"string"}"#, "true", #""True""#), (#"{"type":"number"}"#, #""٣""#, "3.0"),
        (#"{"type":"boolean"}"#, #""On""#, "true"),
        (#"{"anyOf":[{"type":"integer"},{"type":"string"}]}"#, #""5""#, "5"),
    ])
    func muchIsConverted(_ schema: String, _ value: String, _ meant: String) throws {
        let answer = Answer(try model(schema).validate(json("{\"f\":\(value)}")))
        #expect(try answer.json == ["f": json(meant)])
    }

    @Test func whatHasNoDefaultMayBeNull() throws {
        #expect(Answer(try model(#"{"type":"integer"}"#, isRequired: false).validate(["f": .null])).status == 200)
        #expect(
            Answer(try model(#"{"type":"integer","default":1}"#, isRequired: false).validate(["f": .null])).status
                == 422
        )
    }

    @Test(arguments: [
        (#"{"anyOf":[{"type":"string"},{"type":"null"}]}"#), (#"{"const":"a"}"#),
        (##"{"$ref":"#/components/schemas/X","title":"X"}"##),
    ])
    func oneSignOfTheSecondIsEnough(_ schema: String) throws {
        let document = try document(
            "{}",
            components:
                ##"{"X": {"type": "object", "title": "X", "properties": {"a": {"type": "string"}, "b": \##(schema)}}}"##
        )
        guard case .two = PydanticVersion.of(document.root) else {
            Issue.record("a sign of pydantic 2 was not seen")
            return
        }
    }
}
