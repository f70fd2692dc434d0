internal import FalAPI
internal import HTTPServer
internal import HTTPTypes

/// The header fields that fal's services send, as captured in 2026-04 (submit, status, result and run).
enum AnswerHeaders {
    /// On every answer of the queue.
    static let queue = PreparedFields([
        .accessControlAllowCredentials: "true",
        .connection: "keep-alive",
        .contentType: "application/json",
        .strictTransportSecurity: "max-age=31536000; includeSubDomains",
        .vary: "origin, access-control-request-method, access-control-request-headers",
        .xRobotsTag: "noindex",
    ])

    /// On every answer of the synchronous host.
    static let run = PreparedFields([
        .connection: "keep-alive",
        .contentType: "application/json",
        .strictTransportSecurity: "max-age=31536000; includeSubDomains",
        .xRobotsTag: "noindex",
    ])

    /// On the status stream. Captured frames came without a length and ended with the connection.
    static let stream = PreparedFields([
        .accessControlAllowCredentials: "true",
        .cacheControl: "no-cache",
        .contentType: "text/event-stream; charset=utf-8",
        .strictTransportSecurity: "max-age=31536000; includeSubDomains",
        .vary: "origin, access-control-request-method, access-control-request-headers",
        .xRobotsTag: "noindex",
    ])

    /// On the answers of services of which no capture exists, and of our own.
    static let json = PreparedFields([.contentType: "application/json"])
}

extension Response {
    /// An answer with JSON in it.
    static func json(
        _ status: Int,
        _ prepared: PreparedFields,
        _ headers: HTTPFields = [:],
        body: [UInt8]
    ) -> Response {
        Response(
            status: HTTPResponse.Status(code: status),
            preparedFields: prepared,
            headerFields: headers,
            body: .bytes(body)
        )
    }
}
