internal import JSON

/// What came of an order.
public enum MediaReport: Sendable, Hashable {
    /// What is in the file.
    case facts(MediaFacts)
    /// The file is of no kind that is known.
    case unrecognized
    /// The new file is there.
    case assembled
    /// It was not done; the reason is for people.
    case failed(String)

    /// The line that tells it, without its end.
    public func line(id: Int64) -> [UInt8] {
        var object: JSONObject = ["id": .number(.integer(id))]
        switch self {
        case .facts(let facts): object["facts"] = facts.json
        case .unrecognized: object["unrecognized"] = true
        case .assembled: object["assembled"] = true
        case .failed(let reason): object["failed"] = .string(JSONString(reason))
        }
        return JSONValue.object(object).serialized()
    }

    /// Reads the line that answers an order; nil when it does not.
    static func read(_ line: [UInt8], id: Int64) -> MediaReport? {
        guard let json = try? JSONParser.parse(line), json["id"]?.integer == id else { return nil }
        if let facts = json["facts"] { return MediaFacts(facts).map(MediaReport.facts) }
        if json["unrecognized"]?.bool == true { return .unrecognized }
        if json["assembled"]?.bool == true { return .assembled }
        return json["failed"]?.string.map { .failed(String($0.prefix(500))) }
    }
}
