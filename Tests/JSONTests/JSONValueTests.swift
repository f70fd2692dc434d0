import JSON
import Testing

@Suite struct JSONValueTests {
    private let value: JSONValue = ["s": "x", "i": 1, "d": 2.0, "b": true, "n": .null, "a": [1, 2], "o": ["p": 1]]

    @Test func accessorsAnswerForTheirKindOnly() {
        #expect(value["s"]?.string == "x")
        #expect(value["i"]?.integer == 1)
        #expect(value["i"]?.double == 1)
        #expect(value["d"]?.integer == nil)
        #expect(value["d"]?.double == 2)
        #expect(value["d"]?.number == .double(2))
        #expect(value["b"]?.bool == true)
        #expect(value["i"]?.bool == nil)
        #expect(value["n"]?.isNull == true)
        #expect(value["s"]?.isNull == false)
        #expect(value["a"]?.array?.count == 2)
        #expect(value["o"]?.object?.count == 1)
        #expect(value["o"]?["p"] == 1)
        #expect(value["a"]?[1] == 2)
        #expect(value["a"]?[2] == nil)
        #expect(value["a"]?[-1] == nil)
        #expect(value["s"]?["x"] == nil)
        #expect(value["none"] == nil)
    }

    @Test func literalsKeepOrderAndForm() {
        #expect(value.description == #"{"s":"x","i":1,"d":2.0,"b":true,"n":null,"a":[1,2],"o":{"p":1}}"#)
    }

    @Test(
        arguments: [
            (1, 1.0), (1, true), (0, .null), ("1", 1), ([], [:]), ([1], [1, 2]), ([1, 2], [2, 1]),
            (["a": 1], ["a": 1.0]),
            ([[1]], [[2]]),
        ] as [(JSONValue, JSONValue)]
    )
    func differentValuesAreNotEqual(left: JSONValue, right: JSONValue) {
        #expect(left != right)
        #expect(left == left)
    }

    @Test(arguments: [("[", "]"), (#"{"a":"#, "}")])
    func theDeepestValueIsComparedHashedAndWritten(open: String, close: String) throws {
        let depth = JSONParser.greatestDepth
        let text = Array((String(repeating: open, count: depth) + "1" + String(repeating: close, count: depth)).utf8)
        let other = Array((String(repeating: open, count: depth) + "2" + String(repeating: close, count: depth)).utf8)
        let value = try JSONParser.parse(text, maximumDepth: depth)
        #expect(try value == JSONParser.parse(text, maximumDepth: depth))
        #expect(try value != JSONParser.parse(other, maximumDepth: depth))
        #expect(try value.hashValue == JSONParser.parse(text, maximumDepth: depth).hashValue)
        #expect(value.serialized() == text)
    }
}
