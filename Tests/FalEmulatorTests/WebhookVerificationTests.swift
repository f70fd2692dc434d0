import FalAPI
import Foundation
import HTTPTypes
import JSON
import Testing

@testable import FalEmulator

/// What receivers make of every variant, by fal's documented recipe with OpenSSL's Ed25519 and SHA-256.
@Suite(.enabled(if: OpenSSL.isInstalled, "the openssl command is not installed"))
struct WebhookVerificationTests {
    private static let now: Int64 = 1_790_000_000

    @Test(
        arguments: [
            (.valid, .valid), (.badSignature, .badSignature), (.staleTimestamp, .badTimestamp), (.rotatedKey, .valid),
            (.unknownKey, .badSignature), (.duplicate, .valid), (.unsigned, .fieldMissing),
            (.tamperedBody, .badSignature),
        ] as [(WebhookVariant, Finding)]
    )
    func everyVariantIsWhatItSays(variant: WebhookVariant, finding: Finding) throws {
        let keys = WebhookKeys(seed: 3)
        let message = try WebhookMessageTests.message(variant, keys: keys, timestamp: Self.now)
        #expect(try verify(message, keys.jwks()) == finding)
        #expect(WebhookVariant.allCases.count == 8, "a new variant needs a finding here")
    }

    @Test func aStaleMessageIsSignedRightly() throws {
        let keys = WebhookKeys(seed: 3)
        let message = try WebhookMessageTests.message(.staleTimestamp, keys: keys, timestamp: Self.now)
        #expect(try verify(message, keys.jwks(), now: Self.now - 600) == .valid)
    }

    @Test func aRotatedKeyIsFoundInANewDocumentOnly() throws {
        let keys = WebhookKeys(seed: 3)
        let known = try keys.jwks()
        let message = try WebhookMessageTests.message(.rotatedKey, keys: keys, timestamp: Self.now)
        #expect(try verify(message, known) == .badSignature)
        #expect(try verify(message, keys.jwks()) == .valid)
        let earlier = try WebhookMessageTests.message(.valid, keys: keys, timestamp: Self.now)
        #expect(try verify(earlier, keys.jwks()) == .valid, "what the old key signed still holds")
    }

    @Test func aTamperedBodyWasSignedAsItWas() throws {
        let keys = WebhookKeys(seed: 3)
        let message = try WebhookMessageTests.message(.tamperedBody, keys: keys, timestamp: Self.now)
        #expect(try verify(message, keys.jwks(), body: WebhookMessageTests.body) == .valid)
    }

    /// What a receiver finds.
    enum Finding: Sendable {
        case valid
        case fieldMissing
        case badTimestamp
        case badSignature
    }

    private func verify(
        _ message: WebhookMessage,
        _ jwks: JSONValue,
        now: Int64 = now,
        body: [UInt8]? = nil
    ) throws -> Finding {
        func field(_ name: String) -> String? { HTTPField.Name(name).flatMap { message.headerFields[$0] } }
        guard let requestID = field("x-fal-webhook-request-id"), let userID = field("x-fal-webhook-user-id"),
            let timestamp = field("x-fal-webhook-timestamp"), let signature = field("x-fal-webhook-signature")
        else { return .fieldMissing }
        guard abs(now - (try #require(Int64(timestamp)))) <= 300 else { return .badTimestamp }
        let digest = try OpenSSL.sha256(body ?? message.body)
        let signed = Array([requestID, userID, timestamp, digest].joined(separator: "\n").utf8)
        let digits = signature.compactMap(\.hexDigitValue)
        #expect(digits.count == 128)
        let bytes = stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
        for key in try #require(jwks["keys"]?.array) {
            let publicKey = try #require(key["x"]?.string.flatMap { Data(base64URL: $0) })
            if try OpenSSL.verify(bytes, of: signed, by: publicKey) { return .valid }
        }
        return .badSignature
    }
}
