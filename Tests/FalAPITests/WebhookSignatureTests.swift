import FalAPI
import HTTPTypes
import Testing

@Suite struct WebhookSignatureTests {
    static let signature = WebhookSignature(
        requestID: "019f0000-0000-7000-8000-000000000001",
        userID: "github|1234",
        timestamp: 1_784_206_014
    )

    @Test func fourLinesAreSigned() {
        let digest = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        #expect(
            String(decoding: Self.signature.message(bodyDigest: digest), as: UTF8.self)
                == "019f0000-0000-7000-8000-000000000001\ngithub|1234\n1784206014\n\(digest)"
        )
    }

    @Test func fourFieldsCarryIt() {
        let fields = Self.signature.headerFields(signature: [0x00, 0x0F, 0xA5, 0xFF])
        #expect(
            fields.map { "\($0.name.rawName): \($0.value)" } == [
                "X-Fal-Webhook-Request-Id: 019f0000-0000-7000-8000-000000000001",
                "X-Fal-Webhook-User-Id: github|1234",
                "X-Fal-Webhook-Timestamp: 1784206014",
                "X-Fal-Webhook-Signature: 000fa5ff",
            ]
        )
        #expect(fields[HTTPField.Name("x-fal-webhook-signature")!] == "000fa5ff", "names have no case")
    }

    @Test func bytesAreTwoDigitsEach() {
        #expect(Hexadecimal.text([]) == "")
        #expect(Hexadecimal.text(0...255).count == 512)
        #expect(Hexadecimal.text([0x09, 0x0A, 0x10, 0xFE]) == "090a10fe")
    }
}
