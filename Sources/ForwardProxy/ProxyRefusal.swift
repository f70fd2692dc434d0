/// Why a client is not joined to anybody: the one table of the proxy's own answers.
struct ProxyRefusal: Error, Sendable, Hashable {
    /// The status code.
    let status: Int
    /// What follows it in the status line.
    let reason: String
    /// What the client is told.
    let text: String

    static func malformed(_ text: String) -> Self {
        Self(status: 400, reason: "Bad Request", text: "Bad request: \(text)")
    }

    /// Somebody takes the proxy for a web server.
    static let notAProxyRequest = Self(
        status: 400,
        reason: "Bad Request",
        text: "This is a forward proxy, not a server: name it in HTTPS_PROXY and HTTP_PROXY."
    )

    static func forbidden(_ text: String) -> Self { Self(status: 403, reason: "Forbidden", text: text) }

    static let late = Self(status: 408, reason: "Request Timeout", text: "The request's head took too long")

    static func headTooLong(_ limit: Int) -> Self {
        Self(
            status: 431,
            reason: "Request Header Fields Too Large",
            text: "The request's head is longer than \(limit) bytes"
        )
    }

    static func unreachable(_ authority: String, _ why: String) -> Self {
        Self(status: 502, reason: "Bad Gateway", text: "\(authority) cannot be reached: \(why)")
    }

    static let noTLS = Self(
        status: 501,
        reason: "Not Implemented",
        text: "An https URL of this host is reached with CONNECT only"
    )

    static let tooMany = Self(
        status: 503,
        reason: "Service Unavailable",
        text: "The proxy serves as many clients as it may"
    )

    static func slow(_ authority: String) -> Self {
        Self(status: 504, reason: "Gateway Timeout", text: "\(authority) did not answer in time")
    }

    static let version = Self(
        status: 505,
        reason: "HTTP Version Not Supported",
        text: "The proxy speaks HTTP/1.1"
    )

    /// The answer, after which the connection ends.
    func bytes(withBody: Bool) -> [UInt8] {
        let body = text + "\n"
        let head = """
            HTTP/1.1 \(status) \(reason)\r
            Content-Type: text/plain; charset=utf-8\r
            Content-Length: \(body.utf8.count)\r
            Connection: close\r
            \r

            """
        return Array((withBody ? head + body : head).utf8)
    }
}
