internal import FalAPI
internal import HTTPServer
internal import HTTPTypes

/// The URL that `x-fal-target-url` names: fal's clients send it to a proxy of the application's own.
///
/// Source: @fal-ai/server-proxy; any path of the emulator takes the header.
struct ProxyTarget: Sendable, Hashable {
    /// The host, in lower case, with its port.
    let authority: String
    /// Path and query.
    let target: String

    /// Reads the header's value; nil unless it is an http or https URL of a fal host.
    init?(_ url: String) {
        let scheme = ["https://", "http://"].first { url.lowercased().hasPrefix($0) }
        guard let scheme, url.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return nil }
        let rest = url.dropFirst(scheme.count)
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        authority = rest[..<end].lowercased()
        let host = authority.prefix { $0 != ":" }
        guard Destination.isFal(host: host), host.utf8.allSatisfy(Self.isHostByte),
            authority.dropFirst(host.count).dropFirst().allSatisfy(\.isNumber)
        else { return nil }
        let path = rest[end...].prefix { $0 != "#" }
        target = path.hasPrefix("/") ? String(path) : "/" + path
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "."):
            true
        default: false
        }
    }
}
