/// The head of a client's first request: what it asks for, and what of it goes on.
struct RequestHead: Sendable {
    /// What the client asks for.
    let request: ProxyRequest
    /// Whether the answer may have a body.
    let wantsBody: Bool
    /// The head as the other side gets it; empty for a tunnel, which begins after the head.
    let forwarded: [UInt8]

    /// Where the head ends in what has come so far; nil when more has to come.
    /// - Parameter start: how much was looked through before.
    static func end(in bytes: [UInt8], from start: Int) -> Int? {
        var index = max(0, start - 3)
        while index + 3 < bytes.count {
            if bytes[index] == cr, bytes[index + 1] == lf, bytes[index + 2] == cr, bytes[index + 3] == lf {
                return index + 4
            }
            index += 1
        }
        return nil
    }

    /// Reads a complete head (RFC 9112, sections 2.2, 3 and 5).
    init(_ bytes: ArraySlice<UInt8>) throws(ProxyRefusal) {
        var lines = try Self.lines(bytes)
        let words = lines.removeFirst().split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, !words[0].isEmpty, words[0].utf8.allSatisfy(Self.isTokenByte) else {
            throw .malformed("the request line is not METHOD TARGET HTTP/1.1")
        }
        guard words[2] == "HTTP/1.1" || words[2] == "HTTP/1.0" else { throw .version }
        let (method, target) = (words[0], words[1])
        let fields = try Self.fields(lines)
        wantsBody = method != "HEAD"
        if method == "CONNECT" {
            guard let (host, port) = ProxyAuthority.read(target), let port else {
                throw .malformed("the target of CONNECT is not HOST:PORT")
            }
            guard
                !fields.contains(where: {
                    $0.name == "transfer-encoding" || $0.name == "content-length" && $0.value != "0"
                })
            else { throw .malformed("a CONNECT request has no body") }
            request = ProxyRequest(form: .tunnel, host: host, port: port)
            forwarded = []
            return
        }
        let url = try Self.url(target)
        request = url.request
        var head = "\(method) \(url.path) \(words[2])\r\nHost: \(url.authority)\r\n"
        for field in fields.goingOn { head += "\(field.line)\r\n" }
        // One request a connection: the next one may be for somebody else.
        forwarded = (head + "Connection: close\r\n\r\n").unicodeScalars.map { UInt8(truncatingIfNeeded: $0.value) }
    }

    private static let (cr, lf) = (UInt8(ascii: "\r"), UInt8(ascii: "\n"))

    private static func lines(_ bytes: ArraySlice<UInt8>) throws(ProxyRefusal) -> [Substring] {
        guard bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F || $0 == 0x09 || $0 == cr || $0 == lf || $0 >= 0x80 }) else {
            throw .malformed("a control character stands in the head")
        }
        // A scalar for each byte, so that what is not ASCII goes on as it came.
        let text = String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
        var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)
        guard !lines.contains(where: { $0.utf8.contains(cr) || $0.utf8.contains(lf) }) else {
            throw .malformed("a line does not end with CR and LF")
        }
        // The two at the end of the head; and empty lines before it are passed over.
        lines.removeLast(2)
        let first = lines.firstIndex { !$0.isEmpty }
        guard let first else { throw .malformed("there is no request line") }
        return Array(lines[first...])
    }

    /// A field of the head.
    struct Field {
        /// In lower case.
        let name: String
        let value: Substring
        let line: Substring
    }

    private static func fields(_ lines: [Substring]) throws(ProxyRefusal) -> [Field] {
        var fields: [Field] = []
        for line in lines {
            guard let colon = line.firstIndex(of: ":"), colon != line.startIndex,
                line[..<colon].utf8.allSatisfy(isTokenByte)
            else { throw .malformed("a header field is not NAME: VALUE") }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            fields.append(Field(name: line[..<colon].lowercased(), value: value, line: line))
        }
        return fields
    }

    private static func url(
        _ target: Substring
    ) throws(ProxyRefusal) -> (request: ProxyRequest, authority: Substring, path: String) {
        guard let mark = target.range(of: "://") else { throw .notAProxyRequest }
        let form: ProxyRequest.Form
        switch target[..<mark.lowerBound].lowercased() {
        case "http": form = .http
        case "https": form = .https
        default: throw .malformed("the target's scheme is neither http nor https")
        }
        let rest = target[mark.upperBound...]
        let end = rest.firstIndex { $0 == "/" || $0 == "?" || $0 == "#" } ?? rest.endIndex
        guard let (host, port) = ProxyAuthority.read(rest[..<end]) else {
            throw .malformed("the target is not a URL with a host")
        }
        let path = rest[end...].prefix { $0 != "#" }
        guard path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            throw .malformed("the target is not a URL")
        }
        return (
            ProxyRequest(form: form, host: host, port: port ?? (form == .http ? 80 : 443)),
            rest[..<end], path.hasPrefix("/") ? String(path) : "/" + path
        )
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

extension [RequestHead.Field] {
    /// The fields that are meant for more than the next hop (RFC 9110, section 7.6.1). `Transfer-Encoding` stays: the body
    /// goes on as it came.
    fileprivate var goingOn: [RequestHead.Field] {
        var own: Set = [
            "connection", "proxy-connection", "keep-alive", "proxy-authorization", "te", "upgrade", "host",
        ]
        for field in self where field.name == "connection" {
            for name in field.value.split(separator: ",") {
                let name = name.filter { $0 != " " && $0 != "\t" }.lowercased()
                if name != "transfer-encoding", name != "content-length" { own.insert(name) }
            }
        }
        return filter { !own.contains($0.name) }
    }
}

extension Substring {
    /// Where a text stands; the standard library's own needs regular expressions.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
