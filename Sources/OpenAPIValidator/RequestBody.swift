public import JSON

/// A request's body as the service's framework hands it to the model.
public enum RequestBody: Sendable {
    /// There was none.
    case absent

    /// It was not declared to be JSON and stays a number of bytes.
    case bytes(count: Int)

    /// The JSON value that it spells.
    case json(JSONValue)

    /// It was declared to be JSON and breaks its grammar.
    case invalidJSON(JSONParseError)

    /// It was declared to be JSON, and the framework cannot read it: wrong encoding, too deep, integers too long.
    case unreadable
}

extension RequestBody {
    /// How many arrays and objects may lie in each other before Python's parser gives up.
    ///
    /// Measured with fal 1.83.0 on Python 3.11 (recursion limit 1000, less what the server's own calls take).
    public static let greatestDepth = 976

    /// Reads a body by FastAPI's rules: JSON is what comes as `application/json` or `application/*+json` in any
    /// case, whatever the parameters say; everything else, and what comes without a type, is bytes.
    public static func read(_ bytes: [UInt8], contentType: String?) -> RequestBody {
        guard !bytes.isEmpty else { return .absent }
        guard let contentType, isJSON(contentType) else { return .bytes(count: bytes.count) }
        do {
            return .json(try JSONParser.parse(bytes, as: .python, maximumDepth: greatestDepth))
        } catch {
            return error.code == .syntax ? .invalidJSON(error) : .unreadable
        }
    }

    /// Python's `email.message.Message.get_content_type`, which FastAPI asks: what is not of the form a/b is text.
    static func isJSON(_ contentType: String) -> Bool {
        if contentType == "application/json" { return true }
        let value = contentType.utf8.prefix { $0 != UInt8(ascii: ";") }
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || 0x09...0x0D ~= $0 || 0x1C...0x1F ~= $0 }
        var type = value.drop(while: isBlank)
        while let last = type.last, isBlank(last) {
            type.removeLast()
        }
        let halves = type.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard halves.count == 2, isEqual(halves[0], to: "application") else { return false }
        return isEqual(halves[1], to: "json") || isEqual(halves[1].suffix(5), to: "+json")
    }

    /// Whether ASCII text is a lowercase name, but for case.
    private static func isEqual(_ text: Substring.UTF8View, to name: StaticString) -> Bool {
        let name = name.description.utf8
        return text.count == name.count
            && zip(text, name).allSatisfy { byte, wanted in
                byte == wanted || (0x41...0x5A ~= byte && byte + 0x20 == wanted)
            }
    }
}
