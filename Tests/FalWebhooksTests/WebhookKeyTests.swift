import FalAPI
import JSON
import TLSKit
import Testing

@testable import FalWebhooks

@Suite struct WebhookKeyTests {
    /// RFC 8032, section 7.1: public key, message, signature.
    @Test(arguments: [
        (
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
        ),
        (
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
        ),
        (
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
        ),
    ])
    func theVectorsOfTheStandardHold(publicKey: String, message: String, signature: String) throws {
        let key = try #require(Hexadecimal.bytes(publicKey).flatMap(WebhookKey.init))
        let message = try #require(Hexadecimal.bytes(message))
        var signature = try #require(Hexadecimal.bytes(signature))
        #expect(key.isSignature(signature, of: message))
        #expect(!key.isSignature(signature, of: message + [0]))
        #expect(!key.isSignature(Array(signature.dropLast()), of: message))
        signature[63] ^= 1
        #expect(!key.isSignature(signature, of: message))
    }

    @Test func whatTLSKitSignsIsAccepted() throws {
        for number in 0..<20 as Range<UInt8> {
            let signer = try SigningKey(seed: [UInt8](repeating: number, count: 32))
            let message = [UInt8](repeating: number, count: Int(number) * 7)
            let key = try #require(WebhookKey(signer.publicKey))
            #expect(key.isSignature(try signer.signature(of: message), of: message))
        }
    }

    @Test func keysOfOtherKindsArePassedOver() throws {
        let x = Base64URL.text([UInt8](repeating: 7, count: 32), isPadded: true)
        let set = #"""
            {"keys": [{"kty": "RSA", "n": "x"}, {"kty": "OKP", "crv": "Ed448", "x": "y"},
            {"kty": "OKP", "crv": "Ed25519", "x": "\#(x)", "kid": "a", "use": "sig", "new": [1]}], "more": true}
            """#
        #expect(try WebhookKey.keys(inSet: Array(set.utf8)).count == 1)
    }

    @Test func keysAreKeptForADayAndOfTheFutureNot() async throws {
        let set =
            #"{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "\#(Base64URL.text([UInt8](repeating: 7, count: 32)))"}]}"#
        let (keys, clock) = (KeySource(Array(set.utf8)), TestClock(0))
        let cache = WebhookKeyCache(source: keys.source, now: { clock.now })
        for (time, fetches) in [(0, 1), (86_399, 1), (86_400, 2), (172_799, 2), (86_399, 3)] as [(Int64, Int)] {
            clock.now = time
            _ = try await cache.current()
            #expect(await keys.fetches == fetches)
        }
        await keys.fail()
        clock.now += 86_400
        let error = await #expect(throws: WebhookVerificationError.self) { _ = try await cache.current() }
        #expect(error?.code == .keysUnavailable, "keys that are too old are of no use")
        #expect(error?.status == 503)
    }

    @Test func keysHave32Bytes() {
        for count in [0, 31, 33, 64] { #expect(WebhookKey([UInt8](repeating: 1, count: count)) == nil) }
    }

    @Test(arguments: ["", "[]", "{}", #"{"status": 1}"#, "\u{0}"])
    func aSignedBodyThatIsNoWebhookIsSaid(body: String) {
        let signature = WebhookSignature(requestID: "a", userID: "b", timestamp: 1)
        let error = #expect(throws: WebhookVerificationError.self) {
            _ = try Webhook(Array(body.utf8), signature: signature)
        }
        #expect(error?.code == .malformedBody)
        #expect(error?.status == 400)
    }

    @Test func wordsThatAreNotKnownAreKept() throws {
        let signature = WebhookSignature(requestID: "a", userID: "b", timestamp: 1)
        let webhook = try Webhook(
            Array(#"{"status": "PAUSED", "payload_error": "x", "new": 1}"#.utf8),
            signature: signature
        )
        #expect(webhook.status.rawValue == "PAUSED")
        #expect(webhook.requestID == "a")
        #expect(webhook.payload == .null)
        #expect(webhook.payloadError == "x")
    }
}
