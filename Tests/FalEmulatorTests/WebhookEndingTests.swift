import FalAPI
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

@Suite struct WebhookEndingTests {
    private func payload(
        _ ending: Job.Ending,
        _ result: JSONValue = ["a": 1],
        isSerializable: Bool = true
    )
        -> WebhookPayload
    {
        WebhookPayload(
            requestID: WebhookConversation.request,
            gatewayRequestID: WebhookConversation.request,
            ending: ending,
            result: result,
            isSerializable: isSerializable
        )
    }

    @Test func aResultIsSentWithItsFilesResolved() {
        let payload = payload(
            .answer(ModelAnswer(status: 200, body: ["video": ["$file": "media/output.mp4"]])),
            ["video": ["url": "https://x/y.mp4"]]
        )
        #expect((payload.status, payload.error) == (.ok, nil))
        #expect(payload.payload == ["video": ["url": "https://x/y.mp4"]])
        #expect(payload.payloadError == nil)
    }

    @Test func aModelsFailureIsSentAsTheResultAnswersIt() {
        let payload = payload(.answer(ModelAnswer(status: 422, body: .null)), ["detail": []])
        #expect((payload.status, payload.error) == (.error, "Invalid status code: 422"))
        #expect(payload.payload == ["detail": []])
    }

    @Test(arguments: [(RequestError.Kind.requestTimeout, 504), (.clientCancelled, 499), (.runnerDisconnected, 503)])
    func aPlatformsFailureIsSentAsTheResultAnswersIt(kind: RequestError.Kind, status: Int) {
        let payload = payload(.failure(RequestError(kind)))
        #expect((payload.status, payload.error) == (.error, "Invalid status code: \(status)"))
        #expect(payload.payload == RequestError(kind).body)
    }

    @Test(arguments: [(200, WebhookPayload.Status.ok), (404, .error)])
    func aResultThatIsNoJSONIsNotSent(status: Int, expected: WebhookPayload.Status) {
        let payload = payload(.answer(ModelAnswer(status: status, body: .null)), isSerializable: false)
        #expect(payload.status == expected)
        #expect(payload.payload == .null)
        #expect(payload.payloadError == WebhookPayload.unserializable)
    }
}
