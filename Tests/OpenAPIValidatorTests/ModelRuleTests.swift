import JSON
import OpenAPIValidator
import Testing

@Suite struct ModelRuleTests {
    private let components = """
        {
          "In": {
            "title": "Input", "type": "object", "required": ["b"],
            "x-fal-order-properties": ["b", "a", "c"],
            "properties": {
              "a": {"type": "integer", "default": 7},
              "b": {"type": "string"},
              "c": {"anyOf": [{"$ref": "#/components/schemas/Size"}, {"type": "null"}]},
              "d": {"$ref": "#/components/schemas/Size", "default": {"width": 1}}
            }
          },
          "Size": {
            "title": "ImageSize", "type": "object", "additionalProperties": false,
            "properties": {"width": {"type": "integer"}, "height": {"type": "integer", "default": 512}}
          }
        }
        """

    private func input() throws -> RequestModel {
        try requestModel(in: document(##"{"$ref":"#/components/schemas/In"}"##, components: components))
    }

    @Test func fieldsAreInTheDeclaredOrderAndTheRestComesLast() throws {
        #expect(try input().fieldNames == ["b", "a", "c", "d"])
    }

    @Test func outputHasDefaultsAndTheModelsOrderAndNothingElse() throws {
        let verdict = try input().validate(json(#"{"x":1,"a":"2","b":"t"}"#))
        let text = String(decoding: Answer(verdict).json.serialized(), as: UTF8.self)
        #expect(text == #"{"b":"t","a":2,"c":null,"d":{"width":1,"height":512}}"#)
    }

    @Test func completeInputInOrderComesBackAsItIs() throws {
        let body = try json(#"{"b":"t","a":2,"c":null,"d":{"width":1,"height":2}}"#)
        #expect(Answer(try input().validate(body)).json == body)
    }

    @Test func errorsFollowTheModelNotTheBody() throws {
        let errors = try errors(of: input(), #"{"c":{"z":0,"height":"x"},"a":[]}"#)
        #expect(errors.map(\.type) == ["missing", "int_type", "int_parsing", "extra_forbidden"])
        #expect(errors.map { $0.instance.description } == ["", "/a", "/c/height", "/c/z"])
        #expect(
            errors.map { $0.schema.description } == [
                "/components/schemas/In/required",
                "/components/schemas/In/properties/a/type",
                "/components/schemas/Size/properties/height/type",
                "/components/schemas/Size/additionalProperties",
            ]
        )
        #expect(errors[0].location == [.name("body"), .name("b")])
        #expect(errors[0].input == (try json(#"{"c":{"z":0,"height":"x"},"a":[]}"#)))
    }

    @Test(arguments: ["[]", #""x""#, "1", "true"])
    func whatIsNoObjectIsNoModel(_ body: String) throws {
        let errors = try errors(of: input(), body)
        #expect(errors.map(\.type) == ["model_attributes_type"])
        #expect(errors[0].location == [.name("body")])
    }

    @Test func missingArrayIsTheEmptyOne() throws {
        let model = try model(ofField: #"{"type":"array","items":{}}"#, isRequired: false)
        #expect(Answer(model.validate([:])).json == ["f": []])
    }

    @Test func recursionEndsWherePydanticGivesUp() throws {
        let tree = ##"{"title":"T","type":"object","properties":{"r":{"$ref":"#/components/schemas/T"}}}"##
        let model = try requestModel(
            in: document(##"{"$ref":"#/components/schemas/T"}"##, components: #"{"T":\#(tree)}"#)
        )
        var body: JSONValue = [:]
        for _ in 1..<255 {
            body = ["r": body]
        }
        #expect(Answer(model.validate(body)).status == 200)
        guard case .refused(let errors) = model.validate(["r": body]) else {
            Issue.record("not refused")
            return
        }
        #expect(errors.map(\.type) == ["recursion_depth_exceeded"])
        #expect(errors[0].location.count == 256)
    }
}
