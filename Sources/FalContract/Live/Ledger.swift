internal import FalAPI
internal import JSON

/// What a run on the live service has started and not yet seen end: a file of JSON lines, written as things happen, from
/// which a later run can cancel what a crash has left behind.
public struct Ledger: Sendable {
    /// A line of a ledger.
    public enum Entry: Sendable, Hashable {
        /// A submit is about to be sent to this URL.
        case submitting(url: String)
        /// It has become a request, whose URL this is.
        case submitted(id: String, url: String)
        /// The submit was refused.
        case refused(url: String)
        /// The request has ended or was cancelled.
        case ended(id: String)

        /// The entry as a line, with its line feed.
        public var line: String {
            let object: JSONObject =
                switch self {
                case .submitting(let url): ["event": "submitting", "url": .string(JSONString(url))]
                case .submitted(let id, let url):
                    [
                        "event": "submitted", "request_id": .string(JSONString(id)),
                        "url": .string(JSONString(url)),
                    ]
                case .refused(let url): ["event": "refused", "url": .string(JSONString(url))]
                case .ended(let id): ["event": "ended", "request_id": .string(JSONString(id))]
                }
            return String(decoding: JSONValue.object(object).serialized(), as: UTF8.self) + "\n"
        }

        /// Reads a line; nil for one that is cut or of another kind.
        public init?(line: some StringProtocol) {
            guard let json = try? JSONParser.parse(Array(line.utf8)) else { return nil }
            let (id, url) = (json["request_id"]?.string, json["url"]?.string)
            switch (json["event"]?.string, id, url) {
            case ("submitting", _, let url?): self = .submitting(url: url)
            case ("submitted", let id?, let url?): self = .submitted(id: id, url: url)
            case ("refused", _, let url?): self = .refused(url: url)
            case ("ended", let id?, _): self = .ended(id: id)
            default: return nil
            }
        }
    }

    /// Requests that nobody has seen end: their ids and URLs, in order.
    public private(set) var unfinished: [(id: String, url: String)] = []
    /// How many submits were sent whose answer never came; whether they became requests cannot be known.
    public private(set) var unanswered = 0

    /// An empty ledger.
    public init() {}

    /// Reads a ledger's text; lines that cannot be read, as one cut by a crash, count for nothing.
    public init(text: String) {
        for line in text.split(separator: "\n") {
            if let entry = Entry(line: line) { add(entry) }
        }
    }

    /// Takes an entry in.
    public mutating func add(_ entry: Entry) {
        switch entry {
        case .submitting: unanswered += 1
        case .submitted(let id, let url):
            unanswered = max(0, unanswered - 1)
            unfinished.append((id, url))
        case .refused: unanswered = max(0, unanswered - 1)
        case .ended(let id): unfinished.removeAll { $0.id == id }
        }
    }
}
