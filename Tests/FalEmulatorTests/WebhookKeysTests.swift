import FalAPI
import Foundation
import JSON
import Testing

@testable import FalEmulator

@Suite struct WebhookKeysTests {
    @Test func theDocumentHasTheCapturedShape() throws {
        let jwks = try WebhookKeys(seed: 0).jwks(generations: 1)
        let keys = try #require(jwks["keys"]?.array)
        #expect(jwks.object?.keys.map(\.description) == ["keys"])
        #expect(keys.count == 1)
        #expect(keys[0].object?.keys.map(\.description) == ["kty", "crv", "kid", "x", "use"])
        #expect(keys[0]["kty"] == "OKP" && keys[0]["crv"] == "Ed25519" && keys[0]["use"] == "sig")
        let text = try #require(keys[0]["x"]?.string)
        #expect(text.utf8.count == 44 && text.hasSuffix("="), "Python's base64 wants the padding")
        #expect(Data(base64URL: text)?.count == 32)
        let name = try #require(keys[0]["kid"]?.string)
        #expect(name.utf8.count == 43 && !name.contains("="))
    }

    @Test func theNewestKeyComesFirstAndTheOldStay() throws {
        let keys = WebhookKeys(seed: 0)
        let one = try #require(keys.jwks(generations: 1)["keys"]?.array)
        let three = try #require(keys.jwks(generations: 3)["keys"]?.array)
        #expect(three.count == 3)
        #expect(three.last == one.first)
        #expect(Set(three.map { $0["x"]?.string }).count == 3)
        #expect(Set(three.map { $0["kid"]?.string }).count == 3)
    }

    @Test func theSeedDecides() throws {
        #expect(try WebhookKeys(seed: 5).jwks(generations: 8) == WebhookKeys(seed: 5).jwks(generations: 8))
        #expect(try WebhookKeys(seed: 5).jwks(generations: 1) != WebhookKeys(seed: 6).jwks(generations: 1))
    }

    @Test(arguments: [(-1, 1), (0, 1), (1, 1), (8, 8), (9, 8), (Int.max, 8)])
    func generationsAreBounded(generations: Int, count: Int) throws {
        #expect(try WebhookKeys(seed: 0).jwks(generations: generations)["keys"]?.array?.count == count)
    }

    @Test func whatHasSignedIsPublished() throws {
        let keys = WebhookKeys(seed: 0)
        #expect(keys.published == 1)
        _ = try keys.signature(of: [], by: .generation(0))
        _ = try keys.signature(of: [], by: .unpublished)
        #expect(keys.published == 1)
        _ = try keys.signature(of: [], by: .generation(2))
        #expect(keys.published == 3)
        _ = try keys.signature(of: [], by: .generation(1))
        #expect(keys.published == 3, "for as long as the process lives")
        #expect(try keys.jwks() == keys.jwks(generations: 3))
        _ = try keys.signature(of: [], by: .generation(100))
        #expect(keys.published == WebhookKeys.maximumGenerations)
    }

    @Test func everySignerHasAKeyOfItsOwn() throws {
        let keys = WebhookKeys(seed: 0)
        let signers = (0..<8).map(WebhookKeys.Signer.generation) + [.unpublished]
        #expect(try Set(signers.map { try keys.signature(of: [1], by: $0) }).count == 9)
    }

    @Test func manyThreadsShareTheKeys() async throws {
        let keys = WebhookKeys(seed: 1)
        let signatures = try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for number in 0..<64 { group.addTask { try keys.signature(of: [7], by: .generation(number % 4)) } }
            return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
        }
        #expect(signatures.count == 4)
    }

    @Test(arguments: ["", "f", "fo", "foo", "foob", "fooba", "foobar", "\u{FB}\u{FF}\u{BF}~?>"])
    func bytesAreSpelledForURLs(text: String) {
        let bytes = Array(text.utf8)
        let padded = Data(bytes).base64EncodedString()
            .replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_")
        #expect(Base64URL.text(bytes, isPadded: true) == padded)
        #expect(Base64URL.text(bytes) == padded.replacingOccurrences(of: "=", with: ""))
    }
}

extension Data {
    /// Reads the alphabet of RFC 4648, section 5, with its padding.
    init?(base64URL text: String) {
        self.init(
            base64Encoded: text.replacingOccurrences(of: "-", with: "+").replacingOccurrences(of: "_", with: "/")
        )
    }
}
