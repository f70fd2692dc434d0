import HTTPTypes

/// A request that has been checked, in the form in which curl takes it.
struct PreparedRequest {
    let method: String
    let url: String
    let headerLines: [String]
    let content: RequestContent?

    init(_ request: HTTPRequest, body: HTTPClient.RequestBody) throws(HTTPClientError) {
        guard let scheme = request.scheme?.lowercased(), scheme == "http" || scheme == "https" else {
            throw HTTPClientError(.badRequest, "a request needs the scheme http or https")
        }
        guard let authority = request.authority, !authority.isEmpty, authority.utf8.allSatisfy(Self.isInAuthority)
        else {
            throw HTTPClientError(.badRequest, "a request needs an authority: host, or host and port")
        }
        guard let path = request.path, path.utf8.first == UInt8(ascii: "/"), path.utf8.allSatisfy(Self.isInTarget)
        else {
            throw HTTPClientError(.badRequest, "a request needs a path that begins with a slash")
        }
        method = request.method.rawValue
        url = "\(scheme)://\(authority)\(path)"
        let content = try RequestContent(body)
        if method == "HEAD", content != nil {
            throw HTTPClientError(.badRequest, "HEAD has no body")
        }
        let mustHaveLength = ["POST", "PUT", "PATCH"].contains(method)
        self.content = content ?? (mustHaveLength ? .bytes([]) : nil)
        headerLines = try Self.lines(request.headerFields, length: self.content.map(\.length))
    }

    /// Whether the server may carry it out twice (RFC 9110, section 9.2.2).
    var isIdempotent: Bool {
        ["GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"].contains(method)
    }

    /// - Parameter length: of the body, nil in it for one that has none yet; nil for no body at all.
    private static func lines(_ fields: HTTPFields, length: UInt64??) throws(HTTPClientError) -> [String] {
        var lines: [String] = []
        for field in fields {
            guard !field.value.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D || $0 == 0 }) else {
                throw HTTPClientError(.badRequest, "the field \(field.name) has a line break in it")
            }
            // The framing of the body follows from the body; two of them would be two requests to some servers.
            if field.name == .transferEncoding {
                throw HTTPClientError(.badRequest, "the field Transfer-Encoding is not the caller's to set")
            }
            if field.name == .contentLength {
                guard let length, let length, field.value == String(length) else {
                    throw HTTPClientError(.badRequest, "the field Content-Length does not say the length of the body")
                }
                continue
            }
            // A field without value ends in a semicolon for curl, since "Name:" would mean to leave it out.
            lines.append(field.value.isEmpty ? "\(field.name.rawName);" : "\(field.name.rawName): \(field.value)")
        }
        if let length, length == nil { lines.append("Transfer-Encoding: chunked") }
        // What curl would add of its own accord.
        for name in ["Accept", "Content-Type", "Expect", "User-Agent"] {
            guard let fieldName = HTTPField.Name(name), !fields.contains(fieldName) else { continue }
            lines.append("\(name):")
        }
        return lines
    }

    /// Host, port and brackets; no user, whose password would go where nobody looks for it.
    private static func isInAuthority(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && !"@/?#\\\"<>^`{|}".utf8.contains(byte)
    }

    /// No fragment, which never is sent, and nothing that would end the request line.
    private static func isInTarget(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "#")
    }
}
