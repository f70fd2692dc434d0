import JSON
import OpenAPIValidator
import Testing

@Suite struct UnionRuleTests {
    private let components = """
        {
          "A": {"title": "A", "type": "object", "properties": {"a": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}},
          "B": {"title": "B", "type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}},
          "Circle": {"title": "Circle", "type": "object", "required": ["type", "radius"],
            "properties": {"type": {"const": "circle"}, "radius": {"type": "number"}}},
          "Line": {"title": "Line", "type": "object", "required": ["type"], "properties": {"type": {"const": "line"}}}
        }
        """

    @Test(arguments: [
        (#"{"type":"integer"},{"type":"string"}"#, ["int", "str"]),
        (#"{"type":"integer","minimum":0},{"type":"number"}"#, ["constrained-int", "float"]),
        (#"{"enum":["a","it's"]},{"type":"boolean"}"#, [#"literal['a',"it's"]"#, "bool"]),
        (##"{"$ref":"#/components/schemas/A"},{"type":"array","items":{}}"##, ["A", "list[any]"]),
        (
            #"{"type":"array","items":{"anyOf":[{"type":"integer"},{"type":"null"}]}},{"type":"integer"}"#,
            ["list[nullable[int]]", "int"]
        ),
        (
            #"{"type":"array","prefixItems":[{"type":"integer"},{"type":"string","maxLength":1}]},{"type":"integer"}"#,
            ["tuple[int, constrained-str]", "int"]
        ),
        (
            #"{"type":"object","additionalProperties":{"type":"number"}},{"type":"integer"}"#,
            ["dict[str,float]", "int"]
        ),
    ])
    func errorsCarryTheBranchesNames(_ branches: String, _ names: [JSONString]) throws {
        let model = try model(ofField: #"{"anyOf":[\#(branches)]}"#, components: components)
        let errors = try errors(of: model, #"{"f":null}"#)
        #expect(errors.map(\.location) == names.map { [.name("body"), .name("f"), .name($0)] })
        #expect(errors.allSatisfy { $0.instance.description == "/f" })
    }

    @Test func oneBranchBesideNullHasNoName() throws {
        let model = try model(ofField: #"{"anyOf":[{"type":"integer"},{"type":"null"}]}"#)
        #expect(try errors(of: model, #"{"f":"x"}"#).map(\.location) == [[.name("body"), .name("f")]])
    }

    @Test(arguments: [
        (#"{"type":"integer"},{"type":"string"}"#, #""5""#, #""5""#),
        (#"{"type":"integer"},{"type":"number"}"#, "3.0", "3.0"),
        (#"{"type":"integer"},{"type":"number"}"#, #""3""#, "3"),
        (#"{"type":"integer"},{"type":"number"}"#, #""3.5""#, "3.5"),
        (#"{"type":"boolean"},{"type":"integer"}"#, "1", "1"),
        (#"{"type":"boolean"},{"type":"integer"}"#, #""1""#, "true"),
        (##"{"$ref":"#/components/schemas/A"},{"$ref":"#/components/schemas/B"}"##, #"{"a":1}"#, #"{"a":1}"#),
        (
            ##"{"$ref":"#/components/schemas/A"},{"$ref":"#/components/schemas/B"}"##, #"{"a":"1","b":"x"}"#,
            #"{"a":"1","b":"x"}"#
        ),
        (##"{"$ref":"#/components/schemas/A"},{"type":"object"}"##, #"{"z":1}"#, #"{"a":null}"#),
        (##"{"$ref":"#/components/schemas/A"},{"type":"object"}"##, #"{"a":"1"}"#, #"{"a":"1"}"#),
    ])
    func theBestBranchWins(_ branches: String, _ value: String, _ coerced: String) throws {
        let model = try model(ofField: #"{"anyOf":[\#(branches)]}"#, components: components)
        let expected = try json(#"{"f":\#(coerced)}"#)
        #expect(Answer(model.validate(try json(#"{"f":\#(value)}"#))).json == expected)
    }

    @Test(arguments: [
        (#"{"type":"circle"}"#, "missing", ["f", "circle", "radius"] as [JSONString], "Field required"),
        ("1", "model_attributes_type", ["f"], "Input should be a valid dictionary or object to extract fields from"),
        ("{}", "union_tag_not_found", ["f"], "Unable to extract tag using discriminator 'type'"),
        (
            #"{"type":null}"#, "union_tag_invalid", ["f"],
            "Input tag 'None' found using 'type' does not match any of the expected tags: 'circle', 'line'"
        ),
    ])
    func discriminatorChoosesTheBranch(
        _ value: String,
        _ type: String,
        _ location: [JSONString],
        _ message: String
    ) throws {
        let schema = ##"""
            {"oneOf": [{"$ref": "#/components/schemas/Circle"}, {"$ref": "#/components/schemas/Line"}],
             "discriminator": {"propertyName": "type"}}
            """##
        let error = try #require(
            try errors(of: model(ofField: schema, components: components), #"{"f":\#(value)}"#).first
        )
        #expect(error.type == type)
        #expect(error.location == [.name("body")] + location.map(FieldError.Location.name))
        #expect(error.message == message)
    }
}
