/// The host and port that a caller used, in lower case.
///
/// Compared byte by byte: this is read on every request, and host names are ASCII.
struct Authority: Sendable, Hashable {
    /// Host and port.
    let text: String
    private let host: String

    /// fal's domains; all that is below them is fal's too.
    static let domains = ["fal.run", "falrun.com", "fal.ai", "fal.media"]

    /// Reads what a `Host` field or a URL says.
    init(_ text: String) {
        let isLower = text.utf8.allSatisfy { $0 < UInt8(ascii: "A") || $0 > UInt8(ascii: "Z") }
        let text = isLower ? text : text.lowercased()
        let bytes = text.utf8
        // The brackets of an IPv6 address stay.
        let end =
            bytes.first == UInt8(ascii: "[")
            ? bytes.firstIndex(of: UInt8(ascii: "]")).map { bytes.index(after: $0) }
            : bytes.firstIndex(of: UInt8(ascii: ":"))
        host = end.map { String(text[..<$0]) } ?? text
        self.text = text
    }

    /// What follows the host: `:8443`, or nothing.
    var port: Substring { text[text.utf8.index(text.startIndex, offsetBy: host.utf8.count)...] }

    /// Whether the host is one of fal's own names, or below one.
    var isFal: Bool { Self.domains.contains { isOrIsBelow($0) } }

    /// Whether the host is one of those that fal's older documentation lets a proxy serve.
    var isRunOrAI: Bool { isOrIsBelow("fal.run") || isOrIsBelow("fal.ai") }

    /// The service that the host is the name of.
    var service: Service {
        if host.utf8.starts(with: "queue.".utf8) { return .queue }
        if host.utf8.starts(with: "rest.".utf8) { return .rest }
        if host.utf8.starts(with: "cdn.".utf8) || isOrIsBelow("fal.media") { return .cdn }
        if host.utf8.starts(with: "api.".utf8) { return .api }
        return .run
    }

    /// Whether every byte can stand in a host's name.
    var isPlain: Bool {
        host.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "."):
                true
            default: false
            }
        } && port.utf8.dropFirst().allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    }

    private func isOrIsBelow(_ domain: String) -> Bool {
        let (host, domain) = (host.utf8, domain.utf8)
        guard host.count >= domain.count, host.suffix(domain.count).elementsEqual(domain) else { return false }
        return host.count == domain.count || host.dropLast(domain.count).last == UInt8(ascii: ".")
    }
}
