import TLSKit
import Testing

@Suite struct SHA256Tests {
    // FIPS 180-4's examples, and the digest of nothing.
    private static let vectors: [(part: String, count: Int, digest: String)] = [
        ("", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "a", 1_000_000,
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    @Test(arguments: vectors)
    func knownTextsHaveTheirDigest(part: String, count: Int, digest: String) {
        let text = String(repeating: part, count: count)
        #expect(SHA256.hex(text.utf8) == digest)
        #expect(SHA256.hex(Array(text.utf8)) == digest)
        #expect(SHA256.digest(Array(text.utf8)).count == 32)
    }

    @Test(arguments: vectors, [1, 7, 64, 1000])
    func piecesHaveTheDigestOfTheWhole(vector: (part: String, count: Int, digest: String), size: Int) {
        let bytes = Array(String(repeating: vector.part, count: min(vector.count, 5000)).utf8)
        var incremental = SHA256.Incremental()
        for start in stride(from: 0, to: bytes.count, by: size) {
            incremental.update(Array(bytes[start..<min(start + size, bytes.count)]))
        }
        #expect(incremental.finishHex() == SHA256.hex(bytes))
    }
}
