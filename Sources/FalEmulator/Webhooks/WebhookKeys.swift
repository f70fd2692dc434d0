internal import FalAPI
internal import HTTPServer
internal import JSON
internal import TLSKit

/// The keys that webhooks are signed with: the same for the same seed, made when they are needed.
///
/// They are told apart by generation; what a generation has signed is published, with all generations before it, for as
/// long as the process lives. One key is never published.
final class WebhookKeys: Sendable {
    private struct State {
        var keys: [Signer: SigningKey] = [:]
        var published = 1
    }

    /// Whose signature it is.
    enum Signer: Sendable, Hashable {
        /// A key that is published, or will be; 0 to `maximumGenerations - 1`.
        case generation(Int)
        /// The key that is published nowhere.
        case unpublished
    }

    /// How many generations there are.
    static let maximumGenerations = 8

    private let seed: UInt64
    private let state = Locked(State())

    /// Begins with one generation published.
    /// - Parameter seed: the emulator's.
    init(seed: UInt64) {
        self.seed = seed
    }

    /// How many generations are published.
    var published: Int { state.withLock { $0.published } }

    /// The 64 bytes of a signature.
    func signature(of message: [UInt8], by signer: Signer) throws(TLSError) -> [UInt8] {
        var signer = signer
        if case .generation(let number) = signer { signer = .generation(Self.clamped(number)) }
        let key = try state.withLock { (state) throws(TLSError) in
            if case .generation(let number) = signer { state.published = max(state.published, number + 1) }
            return try self.key(signer, &state)
        }
        return try key.signature(of: message)
    }

    /// The document at `/.well-known/jwks.json` with what is published.
    func jwks() throws(TLSError) -> JSONValue { try jwks(generations: published) }

    /// The document at `/.well-known/jwks.json`, the newest key first.
    ///
    /// Members, their order and the padded `x` as captured (2026-07). RFC 8037 would have it unpadded, but the verification
    /// that fal documents for Python cannot decode it then.
    /// - Parameter generations: how many generations it lists.
    func jwks(generations: Int) throws(TLSError) -> JSONValue {
        var keys: [JSONValue] = []
        for number in (0...Self.clamped(generations - 1)).reversed() {
            let key = try state.withLock { (state) throws(TLSError) in try self.key(.generation(number), &state) }
            keys.append([
                "kty": "OKP", "crv": "Ed25519", "kid": .string(JSONString(Self.thumbprint(of: key))),
                "x": .string(JSONString(Base64URL.text(key.publicKey, isPadded: true))), "use": "sig",
            ])
        }
        return ["keys": .array(keys)]
    }

    private func key(_ signer: Signer, _ state: inout State) throws(TLSError) -> SigningKey {
        if let known = state.keys[signer] { return known }
        let salt =
            switch signer {
            case .generation(let number): "webhook key \(number)"
            case .unpublished: "unpublished webhook key"
            }
        var random = SeededRandom(seed: seed, salt: salt)
        let words = (0..<4).map { _ in random.next() }
        let key = try SigningKey(
            seed: words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
        )
        state.keys[signer] = key
        return key
    }

    private static func clamped(_ generation: Int) -> Int { max(0, min(generation, maximumGenerations - 1)) }

    /// The key's name after RFC 7638: as long as those that were captured.
    private static func thumbprint(of key: SigningKey) -> String {
        let text = #"{"crv":"Ed25519","kty":"OKP","x":"\#(Base64URL.text(key.publicKey))"}"#
        return Base64URL.text(SHA256.digest(text.utf8))
    }
}
