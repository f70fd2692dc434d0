/// Where the public keys come from.
public struct WebhookKeySource: Sendable {
    let fetch: @Sendable () async throws -> [UInt8]

    /// Fetches them with the HTTP client that a server has anyway.
    /// - Parameter fetch: gives the JSON Web Key Set, as its bytes; throws when there is none to be had, also for every
    ///   status but 200. It keeps a deadline of its own.
    public init(fetch: @escaping @Sendable () async throws -> [UInt8]) {
        self.fetch = fetch
    }

    /// A key set that is known already, and never changes.
    public static func fixed(_ keySet: [UInt8]) -> Self {
        Self { keySet }
    }

    /// The keys of fal (documentation, "Verifying your webhook").
    public static let fal = url("https://rest.fal.ai/.well-known/jwks.json")
}
