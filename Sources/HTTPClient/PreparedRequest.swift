import HTTPTypes

/// A request that has been checked, in the form in which curl takes it.
struct PreparedRequest {
    let method: String
    let url: String
    let headerLines: [String]
    let body: [UInt8]?

    init(_ request: HTTPRequest, body: [UInt8]?) throws(HTTPClientError) {
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
        let mustHaveLength = ["POST", "PUT", "PATCH"].contains(method)
        self.body = body ?? (mustHaveLength ? [] : nil)
        var lines: [String] = []
        for field in request.headerFields {
            guard !field.value.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D || $0 == 0 }) else {
                throw HTTPClientError(.badRequest, "the field \(field.name) has a line break in it")
            }
            // A field without value ends in a semicolon for curl, since "Name:" would mean to leave it out.
            lines.append(field.value.isEmpty ? "\(field.name.rawName);" : "\(field.name.rawName): \(field.value)")
        }
        // What curl would add of its own accord.
        for name in ["Accept", "Content-Type", "Expect", "User-Agent"] {
            guard let fieldName = HTTPField.Name(name), !request.headerFields.contains(fieldName) else { continue }
            lines.append("\(name):")
        }
        headerLines = lines
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
