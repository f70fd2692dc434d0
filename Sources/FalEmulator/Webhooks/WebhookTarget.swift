/// Where a webhook goes: the parts of its URL, as an HTTP request takes them.
public struct WebhookTarget: Sendable, Hashable, CustomStringConvertible {
    /// `http` or `https`.
    public let scheme: String
    /// Host, and port if the URL has one; never a user.
    public let authority: String
    /// Path and query; the fragment is nobody's business.
    public let path: String

    /// The longest URL that is read, in bytes.
    static let maximumLength = 4_096

    /// What the emulator makes of a URL that it is asked to deliver to.
    enum Verdict: Sendable, Hashable {
        case allowed(WebhookTarget)
        /// In words for people: what is wrong, or which option would let it through.
        case refused(reason: String)
    }

    /// Reads the value of `fal_webhook`, and decides whether it may be reached: on this machine always, elsewhere if a pattern
    /// says so. fal does it the other way round: it drops what leads to private addresses.
    static func judge(_ text: String, allowed patterns: [WebhookPattern]) -> Verdict {
        guard text.utf8.count <= maximumLength else {
            return .refused(reason: "the webhook's URL has more than \(maximumLength) bytes")
        }
        guard text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && !"\"<>\\^`{|}".utf8.contains($0) }) else {
            return .refused(reason: "the webhook's URL has a character in it that has to be percent-encoded")
        }
        guard let separator = text.firstRange(of: "://"), case let scheme = text[..<separator.lowerBound].lowercased(),
            scheme == "http" || scheme == "https"
        else {
            return .refused(reason: "the webhook's URL does not begin with http:// or https://")
        }
        let rest = text[separator.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        guard !authority.utf8.contains(UInt8(ascii: "@")) else {
            return .refused(reason: "the webhook's URL names a user, which is not supported")
        }
        guard let (hostText, port) = split(authority: authority), let host = WebhookHost(hostText) else {
            return .refused(
                reason:
                    "'\(authority.prefix(100))' in the webhook's URL is no host with a port from 1 to 65535; an IPv4 "
                    + "address is four decimal numbers"
            )
        }
        let effectivePort = port ?? (scheme == "https" ? 443 : 80)
        guard host.isLoopback || patterns.contains(where: { $0.allows(host, port: effectivePort) }) else {
            let name = hostText.lowercased()
            return .refused(
                reason: "\(name) is not this machine; start falsework with --allow-webhooks \(name) to deliver there"
            )
        }
        let path = rest[authority.endIndex...].prefix { $0 != "#" }
        return .allowed(
            WebhookTarget(
                scheme: scheme,
                authority: authority.lowercased(),
                path: path.hasPrefix("/") ? String(path) : "/" + path
            )
        )
    }

    /// The URL that a redirect from this one leads to (RFC 9110, section 10.2.2).
    func resolving(_ location: String) -> String {
        let lowercased = location.lowercased()
        if lowercased.hasPrefix("http://") || lowercased.hasPrefix("https://") { return location }
        if location.hasPrefix("//") { return "\(scheme):\(location)" }
        if location.hasPrefix("/") { return "\(scheme)://\(authority)\(location)" }
        let folder = path.prefix { $0 != "?" }.lastIndex(of: "/").map { path[...$0] } ?? "/"
        return "\(scheme)://\(authority)\(folder)\(location)"
    }

    /// The URL.
    public var description: String { "\(scheme)://\(authority)\(path)" }

    /// Takes host and port apart; nil when the port is not a number from 1 to 65535. Brackets stay with the host.
    static func split(authority: some StringProtocol) -> (host: String, port: Int?)? {
        let text = String(authority)
        let end = text.hasPrefix("[") ? text.firstIndex(of: "]").map(text.index(after:)) : text.firstIndex(of: ":")
        guard let end, end < text.endIndex else { return (text, nil) }
        guard text[end] == ":", case let digits = text[text.index(after: end)...], 1...5 ~= digits.utf8.count,
            digits.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let port = Int(digits), 1...65_535 ~= port
        else { return nil }
        return (String(text[..<end]), port)
    }
}
