import FalAPI
import FalEmulator
import FalWebhooks
import HTTPServer
import HTTPTypes
import JSON
import Testing

/// Against the emulator's own deliveries: GnuTLS signs, swift-crypto verifies.
@Suite struct WebhookVerifierTests {
    private func finding(
        _ verifier: WebhookVerifier,
        _ message: WebhookMessage,
        body: [UInt8]? = nil,
        _ change: (inout HTTPFields) -> Void = { _ in }
    ) async -> WebhookVerificationError.Code? {
        var fields = message.headerFields
        change(&fields)
        do {
            _ = try await verifier.verify(body: body ?? message.body, headerFields: fields)
            return nil
        } catch {
            return error.code
        }
    }

    private func timestamp(_ message: WebhookMessage) throws -> Int64 {
        try #require(message.headerFields[.falWebhookTimestamp].flatMap { Int64($0) })
    }

    @Test func aDeliveryIsVerifiedAndRead() async throws {
        let deliveries = try Deliveries()
        let message = try await deliveries.first()
        let verifier = WebhookVerifier(keys: .fixed(try deliveries.keySet()))
        let webhook = try await verifier.verify(body: message.body, headerFields: message.headerFields)
        #expect(webhook.requestID == message.headerFields[.falWebhookRequestID])
        #expect(webhook.gatewayRequestID == webhook.requestID)
        #expect(webhook.userID.hasPrefix("github|"))
        #expect(webhook.timestamp == (try timestamp(message)))
        #expect(webhook.status == .ok)
        #expect(webhook.error == nil)
        #expect(webhook.payload["video"]?["url"]?.string?.hasPrefix("http") == true)
        #expect(webhook.body == message.body)
    }

    @Test(
        arguments: [
            ("valid", nil), ("bad_signature", .badSignature), ("stale_timestamp", .staleTimestamp),
            ("rotated_key", nil), ("duplicate", nil), ("unknown_key", .badSignature), ("unsigned", .missingHeader),
            ("tampered_body", .badSignature),
        ] as [(String, WebhookVerificationError.Code?)]
    )
    func everyVariantIsFoundOut(variant: String, expected: WebhookVerificationError.Code?) async throws {
        let deliveries = try Deliveries()
        _ = try await deliveries.first()
        let message = try await deliveries.again(variant)
        #expect(await finding(WebhookVerifier(keys: .fixed(try deliveries.keySet())), message) == expected)
    }

    @Test func aRotatedKeyIsFetchedAndTheOldOneStillHolds() async throws {
        let deliveries = try Deliveries()
        let first = try await deliveries.first()
        let keys = KeySource(try deliveries.keySet())
        let clock = TestClock(try timestamp(first))
        let verifier = WebhookVerifier(keys: keys.source, now: { clock.now })
        #expect(await finding(verifier, first) == nil)
        let second = try await deliveries.again("rotated_key")
        #expect(await finding(verifier, second) == .badSignature, "it is too early to fetch again")
        #expect(await keys.fetches == 1)
        await keys.answer(try deliveries.keySet())
        clock.now += 60
        #expect(await finding(verifier, second) == nil)
        #expect(await finding(verifier, first) == nil)
        #expect(await keys.fetches == 2)
    }

    @Test func thoseWhoGuessDoNotMakeItFetch() async throws {
        let deliveries = try Deliveries()
        let message = try await deliveries.first()
        let keys = KeySource(try deliveries.keySet())
        let clock = TestClock(try timestamp(message))
        let verifier = WebhookVerifier(keys: keys.source, now: { clock.now })
        for second in 0..<180 {
            clock.now = try timestamp(message) + Int64(second)
            #expect(await finding(verifier, message, body: [1]) == .badSignature)
        }
        #expect(await keys.fetches == 3)
    }

    @Test func manyAtOnceFetchOnce() async throws {
        let deliveries = try Deliveries()
        let message = try await deliveries.first()
        let keys = KeySource(try deliveries.keySet())
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        await keys.wait(for: gate)
        let verifier = WebhookVerifier(keys: keys.source)
        await withTaskGroup(of: WebhookVerificationError.Code?.self) { group in
            for _ in 0..<50 { group.addTask { await finding(verifier, message) } }
            open.finish()
            for await found in group { #expect(found == nil) }
        }
        #expect(await keys.fetches == 1)
    }

    @Test func keysThatCannotBeFetchedAreNobodysFault() async throws {
        let deliveries = try Deliveries()
        let message = try await deliveries.first()
        let keys = KeySource(try deliveries.keySet())
        let clock = TestClock(try timestamp(message))
        let verifier = WebhookVerifier(keys: keys.source, now: { clock.now })
        await keys.fail()
        #expect(await finding(verifier, message) == .keysUnavailable)
        #expect(await finding(verifier, message) == .keysUnavailable)
        #expect(await keys.fetches == 1, "it is too early to try again")
        await keys.answer(try deliveries.keySet())
        clock.now += 5
        #expect(await finding(verifier, message) == nil)
        await keys.fail()
        clock.now += 60
        #expect(await finding(verifier, message) == nil, "the keys that are there are good")
        #expect(await finding(verifier, message, body: [1]) == .keysUnavailable, "a new key may fit")
    }

    @Test(arguments: [
        "", "null", "[]", "{}", #"{"keys": 1}"#, #"{"keys": []}"#, #"{"keys": [{"kty": "RSA"}]}"#,
        #"{"keys": [{"kty": "OKP", "crv": "Ed25519"}]}"#, #"{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "AAAA"}]}"#,
        #"{"keys": [{"kty": "OKP", "crv": "Ed25519", "x": "+///////////////////////////////////////////"}]}"#,
        "\u{FEFF}<html>", #"{"keys": [{"kty": "OKP", "crv": "X25519", "x": "AAAA"}]}"#,
    ])
    func whatIsNoKeySetIsSaid(keySet: String) async throws {
        let message = try await Deliveries().first()
        let verifier = WebhookVerifier(keys: .fixed(Array(keySet.utf8)))
        #expect(await finding(verifier, message) == .malformedKeySet)
    }

    @Test func aMissingFieldIsNamed() async throws {
        let deliveries = try Deliveries()
        let message = try await deliveries.first()
        let verifier = WebhookVerifier(keys: .fixed(try deliveries.keySet()))
        for name in [
            HTTPField.Name.falWebhookRequestID, .falWebhookUserID, .falWebhookTimestamp, .falWebhookSignature,
        ] {
            let error = await #expect(throws: WebhookVerificationError.self) {
                var fields = message.headerFields
                fields[name] = nil
                _ = try await verifier.verify(body: message.body, headerFields: fields)
            }
            #expect(error?.code == .missingHeader)
            #expect(error?.message.contains(name.rawName) == true)
            #expect(error?.status == 401)
        }
    }

    @Test func fieldsThatCannotBeReadAreRefused() async throws {
        let deliveries = try Deliveries()
        let message = try await deliveries.first()
        let verifier = WebhookVerifier(keys: .fixed(try deliveries.keySet()))
        let (time, signature) = (try timestamp(message), try #require(message.headerFields[.falWebhookSignature]))
        for other in ["0\(time)", "+\(time)", "\(time).0", "x", "99999999999999999999"] {
            let found = await finding(verifier, message) { $0[.falWebhookTimestamp] = other }
            #expect(found == .malformedHeader)
        }
        for other in ["xx", String(signature.dropLast()), signature + "00", "zz" + signature.dropFirst(2)] {
            let found = await finding(verifier, message) { $0[.falWebhookSignature] = other }
            #expect(found == .malformedHeader)
        }
        #expect(await finding(verifier, message) { $0[.falWebhookSignature] = signature.uppercased() } == nil)
        for other in ["\(Int64.min)", "\(Int64.max)", "0", "-1"] {
            let found = await finding(verifier, message) { $0[.falWebhookTimestamp] = other }
            #expect(found == .staleTimestamp)
        }
        for name in [HTTPField.Name.falWebhookRequestID, .falWebhookUserID] {
            let found = await finding(verifier, message) { $0[name] = "other" }
            #expect(found == .badSignature)
        }
    }

    @Test(arguments: [(-301, false), (-300, true), (0, true), (300, true), (301, false)])
    func theTimestampMayBeFiveMinutesOff(seconds: Int64, isGood: Bool) async throws {
        let deliveries = try Deliveries()
        let message = try await deliveries.first()
        let time = try timestamp(message) + seconds
        let verifier = WebhookVerifier(keys: .fixed(try deliveries.keySet()), now: { time })
        #expect(await finding(verifier, message) == (isGood ? nil : .staleTimestamp))
    }

    @Test func keysAreFetchedOverHTTP() async throws {
        let deliveries = try Deliveries()
        let message = try await deliveries.first()
        let server = Server(ServerConfiguration(listeners: [Listener()]), handler: deliveries.emulator.handler)
        try server.start()
        let base = "http://127.0.0.1:\(server.addresses[0].port)"
        #expect(await finding(WebhookVerifier(keys: .url(base + "/rest/.well-known/jwks.json")), message) == nil)
        #expect(await finding(WebhookVerifier(keys: .url(base + "/rest/nothing")), message) == .keysUnavailable)
        await server.stop()
        #expect(await finding(WebhookVerifier(keys: .url(base + "/rest/x")), message) == .keysUnavailable)
        #expect(await finding(WebhookVerifier(keys: .url("file:///etc/passwd")), message) == .keysUnavailable)
    }
}
