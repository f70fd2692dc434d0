internal import FalAPI
internal import JSON
internal import QueueEngine

/// What `POST /tokens/` gives out for browsers: a JSON Web Token that stands in the query as `fal_jwt_token`, good for some
/// applications of one world until an instant of the world's clock.
///
/// Source: @fal-ai/client 1.10.1 (`getTemporaryAuthToken`, `streaming.ts`) and fal-client 1.0.3 (`_get_realtime_token`).
struct AppToken: Sendable {
    /// The world's tag.
    let tag: String
    private let applications: [String]
    private let end: Int64
    private let signed: String
    private let code: String

    private static let use = "app token"
    private static let header = Base64URL.text(Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8))
    private static let longest = 8_192

    /// - Parameter seconds: how long it is good.
    init(for applications: [String], seconds: Int64, _ seal: WorldSeal, at now: Instant) {
        self.applications = applications
        tag = seal.tag
        let begin = now.nanoseconds / 1_000_000_000
        let (end, overflow) = begin.addingReportingOverflow(seconds)
        self.end = overflow ? .max : end
        let payload: JSONValue = [
            "sub": .string(JSONString(tag)),
            "allowed_apps": .array(applications.map { .string(JSONString($0)) }),
            "iat": .number(.integer(begin)),
            "exp": .number(.integer(self.end)),
        ]
        signed = Self.header + "." + Base64URL.text(payload.serialized())
        code = seal.code(signed, for: Self.use)
    }

    /// Reads a token.
    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= Self.longest, parts.count == 3, let bytes = Base64URL.bytes(parts[1]),
            let payload = try? JSONParser.parse(bytes), let tag = payload["sub"]?.string,
            let applications = payload["allowed_apps"]?.array, let end = payload["exp"]?.integer
        else { return nil }
        self.tag = tag
        self.applications = applications.compactMap(\.string)
        self.end = end
        signed = "\(parts[0]).\(parts[1])"
        code = String(parts[2])
    }

    /// Whether it lets somebody into an application: `owner/alias`, which clients name by the alias alone.
    func allows(_ application: String, _ seal: WorldSeal, at now: Instant) -> Bool {
        guard tag == seal.tag, seal.vouches(code, for: signed, use: Self.use), now.nanoseconds / 1_000_000_000 < end
        else { return false }
        let alias = EndpointID.alias(ofApplication: application)
        return applications.contains { name in
            name == alias || name == application || EndpointID(name)?.application == application
        }
    }

    /// As clients send it.
    var text: String { "\(signed).\(code)" }
}
