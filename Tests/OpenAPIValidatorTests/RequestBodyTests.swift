import JSON
import OpenAPIValidator
import Testing

@Suite struct RequestBodyTests {
    @Test(arguments: [
        "application/json", "Application/JSON; charset=latin-1", "\tapplication/json ;", "application/problem+json",
        "application/+json", "application/x +JSON",
    ])
    func jsonTypesAreParsed(_ type: String) {
        guard case .json = RequestBody.read(Array("{}".utf8), contentType: type) else {
            Issue.record("\(type) is not taken for JSON")
            return
        }
    }

    @Test(arguments: [
        nil, "", "text/json", "application/json5", "application/json/x", "application/ json", "application",
        "application/json, text/plain", "x-application/json", "application/json+x",
    ])
    func otherTypesStayBytes(_ type: String?) {
        guard case .bytes(count: 2) = RequestBody.read(Array("{}".utf8), contentType: type) else {
            Issue.record("\(type ?? "no type") is taken for JSON")
            return
        }
    }

    @Test func emptyBodyIsAbsentWhateverItsType() {
        for type in ["application/json", "text/plain", nil] {
            guard case .absent = RequestBody.read([], contentType: type) else {
                Issue.record("\(type ?? "no type")")
                continue
            }
        }
    }

    @Test func whatPythonCannotReadIsUnreadable() {
        let bodies = [Array("\"\u{e9}\"".unicodeScalars.map { UInt8($0.value) }), Array(repeating: 0x39, count: 4301)]
        for body in bodies {
            guard case .unreadable = RequestBody.read(body, contentType: "application/json") else {
                Issue.record("\(body.prefix(4))")
                continue
            }
        }
    }

    @Test func brokenGrammarIsToldWithPythonsWords() throws {
        let model = try model(ofField: "{}", isRequired: false)
        let body = RequestBody.read(Array(#"{"😀": x}"#.utf8), contentType: "application/json")
        let expected = try json(
            #"""
            {"detail": [{"type": "json_invalid", "loc": ["body", 6], "msg": "JSON decode error", "input": {},
                         "ctx": {"error": "Expecting value"}}]}
            """#
        )
        #expect(Answer(model.validate(body)).json == expected)
    }

    /// Measured: the echo fails with 500 from 970 levels on, the parser with 400 beyond 976.
    @Test(arguments: [(969, 422), (970, 500), (976, 500), (977, 400), (100_000, 400)])
    func depthDecidesTheAnswer(_ depth: Int, _ status: Int64) throws {
        let text = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        let model = try model(ofField: "{}", isRequired: false)
        let body = RequestBody.read(Array(text.utf8), contentType: "application/json")
        #expect(Answer(model.validate(body)).status == status)
    }

    @Test(arguments: [975, 976])
    func deepValueThatNoOneEchoesIsAccepted(_ depth: Int) throws {
        let text = #"{"x":"# + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "}"
        let model = try model(ofField: "{}", isRequired: false)
        let body = RequestBody.read(Array(text.utf8), contentType: "application/json")
        #expect(Answer(model.validate(body)).status == (depth < 976 ? 200 : 400))
    }

    @Test func bytesAreEchoedAsTheirNumber() throws {
        let model = try model(ofField: "{}", isRequired: false)
        let answer = Answer(model.validate(.bytes(count: 17)))
        #expect(answer.json["detail"]?[0]?["type"]?.string == "model_attributes_type")
        #expect(answer.json["detail"]?[0]?["input"]?.string == "<binary 17 bytes>")
    }

    @Test func nullIsAMissingBody() throws {
        let model = try model(ofField: "{}", isRequired: false)
        let expected = try json(
            #"{"detail": [{"type": "missing", "loc": ["body"], "msg": "Field required", "input": null}]}"#
        )
        #expect(Answer(model.validate(.json(.null))).json == expected)
        #expect(Answer(model.validate(.absent)).json == expected)
    }
}
