import HTTPTypes

/// What can be read from the raw target.
///
/// libmicrohttpd decodes the path as a whole, which turns `%2F` into a separator and ends the path at `%00`; so
/// everything here starts from the raw target and decodes piece by piece.
extension Request {
    /// The scheme in lower case, if the target is in absolute form (RFC 9112, section 3.2.2).
    public var scheme: String? { TargetParts(target).scheme?.lowercased() }

    /// The host and port that the client meant: of the target if that is in absolute form (or of `CONNECT`), else of
    /// the `Host` field, which it overrules (RFC 9112, section 3.2.2).
    public var authority: String? {
        if target.utf8.first != UInt8(ascii: "/"), let authority = TargetParts(target).authority {
            return String(authority)
        }
        return Self.hostField.flatMap { header($0) }
    }

    // HTTPTypes hides this name, since its own messages have the authority apart.
    private static let hostField = HTTPField.Name("host")

    /// The path as sent, without scheme, authority and query; `/` if an absolute form has none.
    public var rawPath: Substring { TargetParts(target).path }

    /// What follows the first `?`, as sent; nil without a `?`.
    public var rawQuery: Substring? {
        guard target.utf8.contains(UInt8(ascii: "?")) else { return nil }
        return TargetParts(target).query
    }

    /// The segments of the path, each decoded by itself, so that `%2F` stays inside its segment.
    ///
    /// Empty segments are left out, except that a trailing slash gives a last empty segment: `/` is `[]`, `/a//b` is
    /// `["a", "b"]`, `/a/` is `["a", ""]`. Nil if a segment decodes to something with a NUL or to invalid UTF-8, and
    /// if the target is no path (`*`, `CONNECT`). A `%` without two hexadecimal digits stays as it is.
    public var pathSegments: [String]? {
        // Targets are in origin form but for proxies', so the usual one is not cut into its parts first.
        var path = target.utf8.first == UInt8(ascii: "/") ? target : String(TargetParts(target).path)
        return path.withUTF8 { bytes in
            guard bytes.first == UInt8(ascii: "/") else { return nil }
            let end = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.count
            var segments: [String] = []
            segments.reserveCapacity(8)
            var start = 1
            while start < end {
                let slash = bytes[start..<end].firstIndex(of: UInt8(ascii: "/")) ?? end
                if slash > start {
                    let part = UnsafeBufferPointer(rebasing: bytes[start..<slash])
                    guard let segment = PercentEncoding.decode(part) else { return nil }
                    segments.append(segment)
                }
                start = slash + 1
            }
            if bytes[end - 1] == UInt8(ascii: "/"), !segments.isEmpty { segments.append("") }
            return segments
        }
    }

    /// A parameter of the query.
    public struct QueryItem: Sendable, Hashable {
        /// The name, decoded.
        public var name: String
        /// The value, decoded; empty if there was no `=`.
        public var value: String

        /// Makes a parameter from a decoded name and value.
        public init(name: String, value: String) {
            self.name = name
            self.value = value
        }
    }

    /// The parameters of the query in their order, decoded as forms are: `+` is a space, invalid UTF-8 is repaired.
    public var queryItems: [QueryItem] {
        guard let query = rawQuery else { return [] }
        return query.utf8.split(separator: UInt8(ascii: "&")).map { item in
            let end = item.firstIndex(of: UInt8(ascii: "=")) ?? item.endIndex
            let value = end == item.endIndex ? item[end...] : item[item.index(after: end)...]
            return QueryItem(
                name: PercentEncoding.decodeRepairing(item[..<end]),
                value: PercentEncoding.decodeRepairing(value)
            )
        }
    }

    /// The value of the first parameter of that name.
    public func queryValue(_ name: String) -> String? {
        queryItems.first { $0.name.utf8.elementsEqual(name.utf8) }?.value
    }
}

/// A request target cut into its parts (RFC 9112, section 3.2).
struct TargetParts {
    var scheme: Substring?
    var authority: Substring?
    var path: Substring
    var query: Substring?

    init(_ target: String) {
        var rest = target[...]
        if let question = rest.utf8.firstIndex(of: UInt8(ascii: "?")) {
            query = rest[rest.utf8.index(after: question)...]
            rest = rest[..<question]
        }
        path = rest
        guard let first = rest.utf8.first, first != UInt8(ascii: "/"), rest != "*" else { return }
        guard let colon = rest.utf8.firstIndex(of: UInt8(ascii: ":")), rest[colon...].hasPrefix("://") else {
            authority = rest
            path = ""
            return
        }
        scheme = rest[..<colon]
        let host = rest[rest.utf8.index(colon, offsetBy: 3)...]
        let slash = host.utf8.firstIndex(of: UInt8(ascii: "/")) ?? host.endIndex
        authority = host[..<slash]
        path = slash == host.endIndex ? "/" : host[slash...]
    }
}
