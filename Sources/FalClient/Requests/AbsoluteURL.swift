/// An http or https URL in the parts that a request needs. No user, no fragment.
struct AbsoluteURL: Hashable, Sendable, CustomStringConvertible {
    let scheme: String
    let authority: String
    /// Path and query, as sent.
    var target: String

    /// Reads a URL; nil for one that cannot be requested as it is.
    init?(_ text: String) {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else { return nil }
        let scheme = text[..<colon].lowercased()
        guard scheme == "http" || scheme == "https", text.utf8.allSatisfy(Self.isPlain) else { return nil }
        let rest = text[colon...].dropFirst(3).prefix { $0 != "#" }
        let end = rest.firstIndex { $0 == "/" || $0 == "?" } ?? rest.endIndex
        let authority = rest[..<end]
        guard !authority.isEmpty, !authority.hasPrefix(":"), !authority.contains("@") else { return nil }
        self.scheme = scheme
        self.authority = authority.lowercased()
        let target = rest[end...]
        self.target = target.hasPrefix("/") ? String(target) : "/" + target
    }

    /// Printable ASCII, without what some read as a slash.
    private static func isPlain(_ byte: UInt8) -> Bool {
        byte > 0x20 && byte < 0x7F && byte != UInt8(ascii: "\\")
    }

    var description: String { "\(scheme)://\(authority)\(target)" }

    /// Scheme, host and port; the port is written out.
    var origin: String {
        let port = authority.last == "]" ? nil : authority.lastIndex(of: ":").map { authority[$0...] }
        return port == nil ? "\(scheme)://\(authority):\(scheme == "https" ? 443 : 80)" : "\(scheme)://\(authority)"
    }

    /// What a reference in this URL's answer leads to (RFC 3986, section 5.2, without the merging of dots); nil for one that
    /// leads to another kind of URL.
    func resolving(_ reference: String) -> AbsoluteURL? {
        if reference.contains("://"), let absolute = AbsoluteURL(reference) { return absolute }
        if reference.hasPrefix("//") { return AbsoluteURL("\(scheme):\(reference)") }
        let path = target.prefix { $0 != "?" }
        if reference.hasPrefix("/") { return AbsoluteURL("\(scheme)://\(authority)\(reference)") }
        if reference.hasPrefix("?") { return AbsoluteURL("\(scheme)://\(authority)\(path)\(reference)") }
        guard !reference.isEmpty, !reference.prefix(while: { $0 != "/" && $0 != "?" }).contains(":") else { return nil }
        let folder = path[...(path.lastIndex(of: "/") ?? path.startIndex)]
        return AbsoluteURL("\(scheme)://\(authority)\(folder)\(reference)")
    }

    /// The URL with more path before its query.
    func appending(path more: String) -> AbsoluteURL {
        let path = target.prefix { $0 != "?" }
        var copy = self
        copy.target = path + more + target.dropFirst(path.count)
        return copy
    }

    /// The URL with one more query parameter.
    mutating func addQuery(_ name: String, _ value: String) {
        target += (target.contains("?") ? "&" : "?") + name + "=" + Self.escaped(value)
    }

    /// Percent-encodes all but RFC 3986's unreserved characters.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }
}
