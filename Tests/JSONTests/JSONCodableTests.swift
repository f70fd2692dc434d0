import Foundation
import JSON
import Testing

@Suite struct JSONCodableTests {
    private static let value: JSONValue = [
        "null": .null, "yes": true, "no": false, "integer": -7, "large": .number(.integer(.max)), "double": 1.5,
        "text": "\u{1F600}\n", "list": [1, "a", [], .null], "object": ["a": ["b": [:]]],
    ]

    @Test func valuesPassThroughAnEncoderAndADecoder() throws {
        let data = try JSONEncoder().encode(Self.value)
        #expect(try JSONDecoder().decode(JSONValue.self, from: data) == Self.value)
        #expect(try JSONParser.parse([UInt8](data)) == Self.value)
    }

    @Test func valuesStandInsideOtherTypes() throws {
        struct Holder: Codable {
            var inner: JSONValue
            var missing: JSONValue?
        }
        let data = try JSONEncoder().encode(Holder(inner: [1, true], missing: nil))
        #expect(String(decoding: data, as: UTF8.self) == #"{"inner":[1,true]}"#)
        #expect(try JSONDecoder().decode(Holder.self, from: data).inner == [1, true])
    }

    @Test func numbersKeepTheirKind() throws {
        func decoded(_ text: String) throws -> JSONValue {
            try JSONDecoder().decode(JSONValue.self, from: Data("[\(text)]".utf8))
        }
        #expect(try decoded("1") == [1])
        #expect(try decoded("true") == [true])
        #expect(try decoded("1.25") == [1.25])
        #expect(try decoded("99999999999999999999")[0]?.double == 1e20)
    }
}
