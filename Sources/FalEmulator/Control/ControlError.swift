internal import HTTPServer
internal import JSON

/// Why a request for control is turned away.
enum ControlError: Error, Sendable {
    /// Credentials or method, as everywhere.
    case refused(RequestRefusal)
    /// The body cannot be used: where, as a JSON pointer or `line:column`, and why.
    case unusable(place: String, String)
    /// What the path names does not exist.
    case notFound(String)
    /// What was waited for did not happen.
    case timeout(String)
    /// What is asked for does not go with how things are.
    case conflict(String)
    /// A page of another site asks.
    case crossSite

    /// The answer.
    var response: Response {
        switch self {
        case .refused(let refusal):
            return refusal.response(AnswerHeaders.json)
        case .unusable(let place, let reason):
            let body: JSONValue = ["detail": .string(JSONString(reason)), "at": .string(JSONString(place))]
            return .json(400, AnswerHeaders.json, body: body.serialized())
        case .notFound(let reason):
            return Self.refusal(404, reason)
        case .timeout(let reason):
            return Self.refusal(408, reason)
        case .conflict(let reason):
            return Self.refusal(409, reason)
        case .crossSite:
            return Self.refusal(403, "Pages of other sites have no control")
        }
    }

    private static func refusal(_ status: Int, _ reason: String) -> Response {
        let body: JSONValue = ["detail": .string(JSONString(reason))]
        return .json(status, AnswerHeaders.json, body: body.serialized())
    }
}
