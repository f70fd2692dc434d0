internal import FalAPI
internal import HTTPServer
internal import HTTPTypes

/// The URL that `x-fal-target-url` names: fal's clients send it to a proxy of the application's own.
///
/// Source: @fal-ai/server-proxy; any path of the emulator takes the header.
struct ProxyTarget: Sendable, Hashable {
    /// The host and port.
    let authority: Authority
    /// Path and query.
    let target: String

    /// Reads the header's value; nil unless it is an http or https URL of a fal host.
    init?(_ url: String) {
        let scheme = ["https://", "http://"].first { url.lowercased().hasPrefix($0) }
        guard let scheme, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let rest = url.dropFirst(scheme.count)
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        authority = Authority(String(rest[..<end]))
        guard authority.isFal, authority.isPlain else { return nil }
        let path = rest[end...].prefix { $0 != "#" }
        target = path.hasPrefix("/") ? String(path) : "/" + path
    }
}
