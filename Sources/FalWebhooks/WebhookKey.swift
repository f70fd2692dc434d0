internal import Crypto
internal import FalAPI
internal import JSON

/// A public key of Ed25519, and the reading of those that fal publishes.
struct WebhookKey: Sendable {
    private let key: Curve25519.Signing.PublicKey

    /// How many keys of a set are looked at.
    static let mostKeys = 64

    /// Takes the 32 bytes of RFC 8032; nil for any other number.
    init?(_ bytes: [UInt8]) {
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return nil }
        self.key = key
    }

    /// Whether the key has signed a message.
    func isSignature(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        key.isValidSignature(signature, for: message)
    }

    /// Reads a JSON Web Key Set (RFC 7517, with RFC 8037 for the keys). Keys of other kinds are passed over; padding is
    /// allowed, since fal's keys have it (captured 2026-07).
    /// - Throws: when it is none, or has no key of Ed25519.
    static func keys(inSet document: [UInt8]) throws(WebhookVerificationError) -> [WebhookKey] {
        let json: JSONValue
        do {
            json = try JSONParser.parse(document)
        } catch {
            throw WebhookVerificationError(.malformedKeySet, "the key set is not JSON: \(error)")
        }
        guard let entries = json["keys"]?.array else {
            throw WebhookVerificationError(.malformedKeySet, "the key set has no array 'keys'")
        }
        var keys: [WebhookKey] = []
        for entry in entries.prefix(mostKeys) where entry["kty"]?.string == "OKP" && entry["crv"]?.string == "Ed25519" {
            guard let text = entry["x"]?.string, let bytes = Base64URL.bytes(text), let key = WebhookKey(bytes)
            else { throw WebhookVerificationError(.malformedKeySet, "a key in the set is not 32 bytes in base64url") }
            keys.append(key)
        }
        if keys.isEmpty { throw WebhookVerificationError(.malformedKeySet, "the key set has no key of Ed25519") }
        return keys
    }
}

/// The digest that is signed in the place of a body.
enum BodyDigest {
    /// SHA-256 in hexadecimal digits.
    static func text(of body: [UInt8]) -> String { Hexadecimal.text(SHA256.hash(data: body)) }
}
