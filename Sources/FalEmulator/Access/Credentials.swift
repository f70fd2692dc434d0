/// A fal key: what follows `Key` in the `Authorization` header.
public struct Credentials: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible {
    /// The part before the colon.
    public let id: String
    /// The part after it.
    let secret: String

    /// Reads `id:secret`; nil when a part is missing.
    public init?(_ text: some StringProtocol) {
        guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else { return nil }
        id = String(text[..<colon])
        secret = String(text[text.index(after: colon)...])
        if secret.isEmpty { return nil }
    }

    /// The key that requests through a proxy are made with when they carry none and the server was not given any.
    static let proxy = Credentials(id: "falsework", secret: "proxy")

    init(id: String, secret: String) {
        self.id = id
        self.secret = secret
    }

    /// The id; never the secret.
    public var description: String { "\(id):…" }
    /// The id; never the secret.
    public var debugDescription: String { description }
}
