internal import FalAPI
internal import TLSKit

/// What vouches for upload URLs and tokens of one world: codes that only who knows the world's key and the emulator's seed
/// can make, and a name for the world that tells nothing of its key.
struct WorldSeal: Sendable {
    /// Stands for the world in URLs and tokens: 16 hexadecimal digits.
    let tag: String
    private let key: [UInt8]

    /// - Parameter name: the world's key, `id:secret`.
    init(name: String, seed: UInt64) {
        key = SHA256.digest(Array("falsework \(seed) \(name)".utf8))
        tag = HMAC.sha256(Array("tag".utf8), key: key).prefix(8).reduce(into: "") { text, byte in
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
    }

    /// The code of a text for a use; 43 characters that URLs take as they are.
    func code(_ text: String, for use: String) -> String {
        Base64URL.text(HMAC.sha256(Array("\(use)\n\(text)".utf8), key: key))
    }

    /// Whether a code is the text's, in a time that tells nothing of the right one.
    func vouches(_ code: some StringProtocol, for text: String, use: String) -> Bool {
        let (given, right) = (Array(code.utf8), Array(self.code(text, for: use).utf8))
        return given.count == right.count && zip(given, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
