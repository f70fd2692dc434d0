public import HTTPTypes
public import JSON

/// A request and its answer.
public struct Exchange: Sendable {
    /// The URL as it was asked for.
    public let url: String
    /// What was sent.
    public let request: HTTPRequest
    /// Its body; nil when it has none.
    public let requestBody: [UInt8]?
    /// What came back.
    public let response: HTTPResponse
    /// Its body.
    public let body: [UInt8]

    /// The status code.
    public var status: Int { response.status.code }

    /// The body as text.
    public var text: String { String(decoding: body, as: UTF8.self) }

    /// The body as JSON; nil when it is not.
    public var json: JSONValue? { try? JSONParser.parse(body) }

    /// A header field of the answer.
    subscript(_ name: HTTPField.Name) -> String? { response.headerFields[name] }

    /// The longest part of a body that reports show, in characters.
    private static let shownLength = 600

    /// The request as a curl line, with a variable in the place of the key.
    public var curl: String {
        var words = ["curl"]
        if request.method != .get { words.append("-X \(request.method.rawValue)") }
        words.append(Self.quoted(url))
        for field in request.headerFields {
            let value =
                field.name == .authorization
                ? Self.masked(field.value) : Self.quoted("\(field.name): \(field.value)")
            words.append("-H \(value)")
        }
        if let requestBody {
            let text = String(decoding: requestBody, as: UTF8.self)
            words.append("--data-binary \(Self.quoted(Self.shortened(text)))")
        }
        return words.joined(separator: " ")
    }

    /// The answer's status, fal's header fields and body in a line.
    var answerLine: String {
        let fields = response.headerFields.filter {
            $0.name.canonicalName.hasPrefix("x-fal") || $0.name == .contentType
        }.map { "\($0.name.canonicalName): \($0.value)" }
        return "HTTP \(status) [\(fields.joined(separator: "; "))] \(Self.shortened(text))"
    }

    static func shortened(_ text: String) -> String {
        text.count <= shownLength ? text : text.prefix(shownLength) + "… (\(text.utf8.count) bytes)"
    }

    private static func quoted(_ text: String) -> String {
        "'" + text.map { $0 == "'" ? "'\\''" : String($0) }.joined() + "'"
    }

    /// Credentials in the form they had, without what they were.
    private static func masked(_ value: String) -> String {
        let scheme = value.prefix { $0 != " " }
        return scheme.lowercased() == "key" && value.contains(":")
            ? "\"Authorization: Key $FAL_KEY\"" : "\"Authorization: \(scheme) $CREDENTIALS\""
    }
}
