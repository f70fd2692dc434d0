import JSON
import OpenAPIValidator
import Testing

@Suite struct EchoTests {
    @Test(arguments: [
        (#"{"_sa_x":1,"b":[{"_sa":2,"c":3}],"_s":4}"#, #"{"b":[{"c":3}],"_s":4}"#),
        ("[NaN,Infinity,-Infinity,1e400]", #"["nan","inf","-inf","inf"]"#),
        (#"["\ud800x","\udfff\ud800"]"#, #"["?x","??"]"#),
        (#"{"\ud800":1,"a":2,"?":3}"#, #"{"?":3,"a":2}"#),
        ("[1e16,-0.0,123456789012345678901234567890]", "[1e+16,-0.0,123456789012345678901234567890]"),
    ])
    func inputIsEchoedAsTheServicesEncodersDo(_ sent: String, _ echoed: String) throws {
        let errors = try errors(of: model(ofField: #"{"type":"boolean"}"#), #"{"f":\#(sent)}"#)
        let input = try #require(errors.detail()["detail"]?[0]?["input"])
        #expect(String(decoding: input.serialized(), as: UTF8.self) == echoed)
    }

    @Test func objectsHavePydanticsOrderAndContextOnlyWhereThereIsOne() throws {
        let schema = #"{"type":"string","maxLength":1}"#
        let text = { (body: String) in
            String(decoding: try errors(of: model(ofField: schema), body).detail().serialized(), as: UTF8.self)
        }
        #expect(
            try text(#"{"f":"ab"}"#)
                == #"{"detail":[{"type":"string_too_long","loc":["body","f"],"#
                + #""msg":"String should have at most 1 character","input":"ab","ctx":{"max_length":1}}]}"#
        )
        #expect(
            try text(#"{"f":1}"#)
                == #"{"detail":[{"type":"string_type","loc":["body","f"],"msg":"Input should be a valid string","input":1}]}"#
        )
    }

    @Test func surrogateInALocationBecomesThreeReplacements() throws {
        let schema = #"{"type":"object","additionalProperties":{"type":"integer"}}"#
        let errors = try errors(of: model(ofField: schema), #"{"f":{"\ud800":"x"}}"#)
        #expect(errors.detail()["detail"]?[0]?["loc"]?[2]?.string == "\u{FFFD}\u{FFFD}\u{FFFD}")
    }
}
