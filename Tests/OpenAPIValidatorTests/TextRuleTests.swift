import JSON
import OpenAPIValidator
import Testing

/// What pydantic 2.14 says to texts that are nearly a number, a date, a UUID or a URL; each was measured.
@Suite struct TextRuleTests {
    private static let any = #"{"type":"string","format":"uri","minLength":1}"#
    private static let web = #"{"type":"string","format":"uri","minLength":1,"maxLength":2083}"#
    private static let date = #"{"type":"string","format":"date"}"#
    private static let uuid = #"{"type":"string","format":"uuid4"}"#
    private static let nines = String(repeating: "9", count: 4301)

    /// The error's own words; nil where the text is taken.
    private func words(_ schema: String, _ text: String) throws -> String? {
        let answer = Answer(try model(ofField: schema).validate(["f": .string(JSONString(text))]))
        guard answer.status == 422 else { return nil }
        let error = answer.json["detail"]?[0]
        return error?["ctx"]?["error"]?.string ?? error?["type"]?.string
    }

    @Test(arguments: [
        (any, "blob://1.2.3.4.5/x", nil), (any, "data://a%00b", nil), (any, "x://a<b", "invalid domain character"),
        (any, #"x://a\b"#, "invalid domain character"), (any, #"x://h:8\a"#, nil),
        (any, "x://h:8a", "invalid port number"),
        (any, "x://u@", "empty host"), (any, "x:///a", nil), (any, "file://C|/x", nil), (any, "file://", nil),
        (any, "file://256.1.1.1", "invalid IPv4 address"), (any, "file://a b", "invalid international domain name"),
        (any, "file://h:80/", "invalid international domain name"), (any, "file://[::1", "invalid IPv6 address"),
        (web, "http://xn--a", "invalid international domain name"),
        (web, "http://xn--", "invalid international domain name"),
        (web, "http://xn--zzzzzzzz", "invalid international domain name"), (web, "http://xn--nxa.com", nil),
        (web, "http://XN--NXA.com", nil), (web, "http://a\u{200D}b.com", "invalid international domain name"),
        (web, "http://\u{301}a.com", "invalid international domain name"), (web, "http://☃", nil),
        (date, "2026-01-02T00:00:00 Z", "invalid timezone sign"),
        (date, "2026-01-02T00:00:00+1", "invalid timezone hour"),
        (date, "2026-01-02T00:00:00+01", "invalid timezone minute"), (date, "2026-01-02T00:00:00+0100", nil),
        (date, "2026-01-02T00:00:00Zx", "unexpected extra characters at the end of the input"),
        (uuid, "١", "invalid length: found 2"), (uuid, String(repeating: "x", count: 46), "invalid length: found 46"),
        (uuid, "urn:uuid:x", "invalid character: found `x` at 9"),
        (uuid, "{1245678-12344234-8234-123456789012}", "invalid character: found `{` at 0"),
        (uuid, "{1245678-12344234-8234-12345678901}", "invalid group count: expected 5, found 4"),
        (date, "2026-01-02T10:20:30.Z", "second fraction digits missing after `.`"),
        (uuid, "urn:uuid:12345678-1234-4234-823}-123456789012", "invalid character: found `}` at 22"),
        (uuid, "{12345678-1234-4234-8234-1234567890123}", "invalid group length in group 4: expected 12, found 15"),
        (uuid, "12345678-1234-4234-8234-1234567890١", "invalid group length in group 4: expected 12, found 12"),
        (#"{"type":"number"}"#, "1_0.0", nil), (#"{"type":"number"}"#, " 1_0.0", "float_parsing"),
        (#"{"type":"number"}"#, "+_1", nil), (#"{"type":"number"}"#, " 5 ", nil),
        (#"{"type":"integer"}"#, nines, "int_parsing_size"), (#"{"type":"integer"}"#, " " + nines, "int_parsing"),
        (#"{"type":"integer"}"#, "+" + nines, "int_parsing"), (#"{"type":"integer"}"#, "-" + nines, "int_parsing_size"),
        (#"{"type":"string","minLength":2,"maxLength":0}"#, "x", "string_too_short"),
    ])
    func textsAreJudgedAsMeasured(_ schema: String, _ text: String, _ expected: String?) throws {
        #expect(try words(schema, text) == expected)
    }
}
