import FalAPI
import Testing

@Suite struct RequestStatusTests {
    static let id = RequestID("019dd07d-7a04-7a60-b61e-5361e9b784a6")!
    static let url = "https://queue.fal.run/fal-ai/wan/requests/019dd07d-7a04-7a60-b61e-5361e9b784a6"

    static let requestURL = RequestURL(base: "https://queue.fal.run", application: "fal-ai/wan", id: id)

    private func text(_ status: RequestStatus) -> String { String(decoding: status.encoded(), as: UTF8.self) }

    @Test func aSubmitIsTheCapturedBody() {
        var status = RequestStatus(state: .inQueue, url: Self.requestURL)
        status.queuePosition = 0
        #expect(
            text(status)
                == #"{"status":"IN_QUEUE","request_id":"019dd07d-7a04-7a60-b61e-5361e9b784a6","response_url":"\#(Self.url)","status_url":"\#(Self.url)/status","cancel_url":"\#(Self.url)/cancel","logs":null,"metrics":{},"queue_position":0}"#
        )
        #expect(status.encoded().count == 415, "the length that was captured")
    }

    @Test func lengthsInProgressAndCompletedAreTheCapturedOnes() {
        var status = RequestStatus(state: .inProgress, url: Self.requestURL)
        #expect(status.encoded().count == 399)
        status.state = .completed
        status.inferenceTime = 172.1290910243988
        #expect(status.encoded().count == 431)
        #expect(text(status).hasSuffix(#","logs":null,"metrics":{"inference_time":172.1290910243988}}"#))
    }

    @Test func aPlatformsFailureStandsAfterTheMetrics() {
        var status = RequestStatus(state: .completed, url: Self.requestURL)
        status.inferenceTime = 0
        status.error = RequestError(.requestTimeout)
        #expect(
            text(status).hasSuffix(
                #""metrics":{"inference_time":0.0},"error":"Request timed out","error_type":"request_timeout"}"#
            )
        )
    }

    @Test func logsCarryEveryShapeThatClientsRead() {
        var status = RequestStatus(state: .inProgress, url: Self.requestURL)
        status.logs = []
        #expect(text(status).contains(#""logs":[],"#))
        status.logs = [RequestLog(timestamp: 1_734_709_037_120_314, level: .info, message: "a \"b\"\n")]
        #expect(
            text(status).contains(
                #""logs":[{"timestamp":"2024-12-20T15:37:17.120314","level":"INFO","source":"USER","message":"a \"b\"\n","labels":{"level":"INFO","source":"USER"}}],"#
            )
        )
    }
}
