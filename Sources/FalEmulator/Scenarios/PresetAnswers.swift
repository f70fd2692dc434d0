internal import FalAPI
internal import HTTPTypes
internal import JSON

/// The answers that presets give in the model's place.
enum PresetAnswers {
    /// The ingress reaches nobody. It speaks nginx's HTML and knows no request id, which is what fal-client 1.0.3 tells it by.
    static let badGateway = nginx(502, "Bad Gateway")

    /// The ingress knows of nobody to reach.
    static let ingressUnavailable = nginx(503, "Service Temporarily Unavailable")

    /// An application that is there and can do nothing now; the text is inferred.
    static let appUnavailable = CannedAnswer(
        status: 503,
        headers: [.contentType: "application/json"],
        body: Array(#"{"detail":"Service Unavailable"}"#.utf8),
        carriesRequestID: true
    )

    /// More requests at a time than the account may have (documentation, "Concurrency limits").
    static let tooManyRequests = CannedAnswer(
        status: RequestError.Kind.concurrentRequestsLimit.status,
        headers: [
            .contentType: "application/json",
            .falErrorType: RequestError.Kind.concurrentRequestsLimit.rawValue,
            .falNeedsRetry: "true",
        ],
        body: RequestError(.concurrentRequestsLimit).body.serialized(),
        carriesRequestID: true
    )

    /// An account without money (captured 2026, on polls of running requests too).
    static let userLocked = CannedAnswer(
        status: 403,
        headers: [.contentType: "application/json"],
        body: JSONValue.object(["detail": .string(JSONString(Authorization.lockedDetail))]).serialized()
    )

    private static func nginx(_ status: Int, _ reason: String) -> CannedAnswer {
        let page = """
            <html>
            <head><title>\(status) \(reason)</title></head>
            <body>
            <center><h1>\(status) \(reason)</h1></center>
            <hr><center>nginx</center>
            </body>
            </html>

            """
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
        return CannedAnswer(
            status: status,
            headers: [.contentType: "text/html"],
            body: Array(lines.joined(separator: "\r\n").utf8)
        )
    }
}
