import FalAPI
import HTTPTypes
import JSON
import Testing

@testable import FalEmulator

@Suite struct WebhookMessageTests {
    static let body = WebhookPayload(
        requestID: WebhookConversation.request,
        gatewayRequestID: WebhookConversation.request,
        resultStatus: 200,
        payload: ["video": ["url": "https://v3b.fal.media/files/b/0/x.mp4"]]
    ).encoded()

    static func message(
        _ variant: WebhookVariant,
        keys: WebhookKeys = WebhookKeys(seed: 3),
        timestamp: Int64,
        body: [UInt8] = body
    ) throws -> WebhookMessage {
        var queue = WebhookQueue()
        let url = "https://localhost:8443/hook?a=b"
        let verdict = WebhookTarget.judge(url, allowed: [])
        _ = queue.add(
            WebhookConversation.request,
            to: url,
            verdict,
            body: body,
            variant: variant,
            completed: second(0),
            at: second(0)
        )
        let attempt = try #require(queue.takeDue(at: second(0)).first)
        return try WebhookMessage(attempt, keys: keys, userID: "github|1234", timestamp: timestamp)
    }

    @Test func aMessageIsAPostWithTheDocumentedFields() throws {
        let message = try Self.message(.valid, timestamp: 1_790_000_000)
        let request = message.request
        #expect(request.method == .post)
        #expect(
            [request.scheme, request.authority, request.path] == ["https", "localhost:8443", "/hook?a=b"]
        )
        #expect(
            request.headerFields.map(\.name.rawName) == [
                "Content-Type", "X-Fal-Webhook-Request-Id", "X-Fal-Webhook-User-Id", "X-Fal-Webhook-Timestamp",
                "X-Fal-Webhook-Signature",
            ]
        )
        #expect(
            request.headerFields.map(\.value).dropLast()
                == ["application/json", "\(WebhookConversation.request)", "github|1234", "1790000000"]
        )
        #expect(message.body == Self.body)
        #expect(message.timeout == .seconds(15))
    }

    @Test func theSameIsSignedTheSameWay() throws {
        let message = try Self.message(.valid, timestamp: 1)
        #expect(try message == Self.message(.valid, timestamp: 1))
        #expect(try message == Self.message(.duplicate, timestamp: 1))
        #expect(try message.headerFields != Self.message(.valid, timestamp: 2).headerFields)
    }

    @Test func aBadSignatureLooksLikeAGoodOne() throws {
        let (good, bad) = (try Self.message(.valid, timestamp: 1), try Self.message(.badSignature, timestamp: 1))
        let digits = try #require(bad.headerFields[.falWebhookSignature])
        #expect(digits.count == 128 && digits.allSatisfy { $0.isHexDigit && !$0.isUppercase })
        #expect(digits != good.headerFields[.falWebhookSignature])
        #expect(bad.headerFields[.falWebhookTimestamp] == "1")
    }

    @Test func anUnsignedMessageHasNoFieldOfItsOwn() throws {
        let message = try Self.message(.unsigned, timestamp: 1)
        #expect(message.headerFields == [.contentType: "application/json"])
        #expect(message.body == Self.body)
    }

    @Test func aStaleMessageIsTenMinutesOld() throws {
        #expect(try Self.message(.staleTimestamp, timestamp: 1_000).headerFields[.falWebhookTimestamp] == "400")
    }

    @Test(
        arguments: [
            (#"{"status": "OK"}"#, #"{"status": "ERROR"}"#), (#"{"status": "ERROR"}"#, #"{"status": "OK"}"#), ("", " "),
            ("{}", "{} "),
        ]
    )
    func aTamperedBodySaysTheOpposite(body: String, tampered: String) throws {
        let message = try Self.message(.tamperedBody, timestamp: 1, body: Array(body.utf8))
        #expect(String(decoding: message.body, as: UTF8.self) == tampered)
    }
}
