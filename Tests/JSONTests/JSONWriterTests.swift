import JSON
import Testing

@Suite struct JSONWriterTests {
    private func written(_ write: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        write(&writer)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    @Test(
        arguments: [
            (0.0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (100, "100.0"), (0.1, "0.1"), (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (9_999_999_999_999_998, "9999999999999998.0"), (1.2e16, "1.2e+16"),
            (12_345_678_901_234_568, "1.2345678901234568e+16"),
            (0.001, "0.001"), (0.0001, "0.0001"), (0.00012, "0.00012"), (0.00001, "1e-05"), (1.5e-7, "1.5e-07"),
            (1e100, "1e+100"),
            (-2.5e-10, "-2.5e-10"), (.leastNonzeroMagnitude, "5e-324"),
            (.greatestFiniteMagnitude, "1.7976931348623157e+308"),
            (18_014_398_509_481_982, "1.8014398509481982e+16"), (1e22, "1e+22"), (123_456_789.25, "123456789.25"),
            (.nan, "\"nan\""), (.infinity, "\"inf\""), (-.infinity, "\"-inf\""),
        ] as [(Double, String)]
    )
    func doublesAreSpelledAsInPython(value: Double, spelling: String) {
        #expect(written { $0.double(value) } == spelling)
    }

    @Test func everySpellingOfADoubleIsReadAsThatDouble() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let value = Double(bitPattern: generator.next())
            guard value.isFinite else { continue }
            let text = Array(written { $0.double(value) }.utf8)
            #expect(try JSONParser.parse(text) == .number(.double(value)))
        }
    }

    @Test func stringsAreEscapedAsInPython() {
        let text = "\"\\/\u{8}\u{9}\n\u{C}\r\u{0}\u{1F}\u{7F}é\u{2028}😀"
        #expect(written { $0.string(text) } == #""\"\\/\b\t\n\f\r\u0000\u001f"# + "\u{7F}é\u{2028}😀\"")
        #expect(written { $0.string("") } == #""""#)
    }

    @Test func loneSurrogatesAreQuestionMarks() throws {
        let value = try JSONParser.parse(Array(#"{"\ud800":"a\udc00\ud800b"}"#.utf8), as: .python)
        #expect(value.description == #"{"?":"a??b"}"#)
    }

    @Test func piecesAreWrittenAsGiven() {
        let text = written { writer in
            writer.raw("{")
            writer.string("a" as JSONString)
            writer.raw(UInt8(ascii: ":"))
            writer.integer(UInt64.max)
            writer.raw(Array(",".utf8))
            writer.integer(Int64.min)
            writer.bool(true)
            writer.null()
            writer.number(.bigInteger("18446744073709551616"))
        }
        #expect(text == #"{"a":18446744073709551615,-9223372036854775808truenull18446744073709551616"#)
    }

    @Test func compactAndPrettyAreTheSameValue() throws {
        let value: JSONValue = ["a": [1, [], [:], ["b": .null, "c": [true, 0.5]]], "d": "x"]
        #expect(value.description == #"{"a":[1,[],{},{"b":null,"c":[true,0.5]}],"d":"x"}"#)
        #expect(
            value.prettyPrinted() == """
                {
                  "a": [
                    1,
                    [],
                    {},
                    {
                      "b": null,
                      "c": [
                        true,
                        0.5
                      ]
                    }
                  ],
                  "d": "x"
                }
                """
        )
        #expect(try JSONParser.parse(Array(value.prettyPrinted().utf8)) == value)
    }
}
