internal import HTTPServer
internal import HTTPTypes
internal import QueueEngine

/// What `POST /storage/auth/token` gives out for uploads to the CDN: opaque to clients, good until an instant of the world's
/// clock.
struct CDNToken: Sendable {
    /// The world's tag.
    let tag: String
    private let end: Int64
    private let code: String

    private static let use = "cdn token"

    /// How long a token is good. `fal` 1.83.0 gets a new one when an hour or less is left, so live ones last longer than that.
    static let lifetime = Span.seconds(86_400)

    /// Lets a world's owner upload.
    init(_ seal: WorldSeal, at now: Instant) {
        tag = seal.tag
        end = (now + Self.lifetime).nanoseconds
        code = seal.code(String(end), for: Self.use)
    }

    /// Reads the `Authorization` header's value: the scheme is `Bearer`.
    init?(_ request: Request) {
        guard let value = request.header(.authorization), let space = value.firstIndex(of: " "),
            value[..<space].lowercased() == "bearer"
        else { return nil }
        let parts = value[value.index(after: space)...].drop { $0 == " " }.split(separator: ".")
        guard parts.count == 3, let end = Int64(parts[1], radix: 36) else { return nil }
        tag = String(parts[0])
        self.end = end
        code = String(parts[2])
    }

    /// Whether a world gave it out.
    func isValid(for seal: WorldSeal) -> Bool { tag == seal.tag && seal.vouches(code, for: String(end), use: Self.use) }

    /// When it ends.
    var expires: Instant { Instant(nanoseconds: end) }

    /// As clients send it.
    var text: String { "\(tag).\(String(end, radix: 36)).\(code)" }
}
