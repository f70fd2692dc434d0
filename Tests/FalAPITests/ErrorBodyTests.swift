import FalAPI
import JSON
import Testing

@Suite struct ErrorBodyTests {
    @Test func aPlatformsFailureIsFlat() {
        #expect(
            String(decoding: RequestError(.requestTimeout).body.serialized(), as: UTF8.self)
                == #"{"detail":"Request timed out","error_type":"request_timeout"}"#
        )
    }

    @Test func everyKindHasItsDocumentedStatus() {
        let documented: [RequestError.Kind: Int] = [
            .requestTimeout: 504, .startupTimeout: 504, .runnerSchedulingFailure: 503, .runnerConnectionTimeout: 503,
            .runnerDisconnected: 503, .runnerConnectionRefused: 503, .runnerConnectionError: 503,
            .runnerIncompleteResponse: 502, .runnerServerError: 500, .clientDisconnected: 499, .clientCancelled: 499,
            .badRequest: 400, .internalError: 500, .concurrentRequestsLimit: 429,
        ]
        for kind in RequestError.Kind.allCases { #expect(kind.status == documented[kind]) }
    }

    @Test func aModelsFailureIsAListWithLinks() {
        let error = ModelError(
            type: "video_duration_too_long",
            message: "Too long.",
            location: ["body", "video_url"],
            context: ["max_duration": 20],
            input: "https://example.com/a.mp4"
        )
        #expect(
            String(decoding: ModelError.body([error]).serialized(), as: UTF8.self)
                == #"{"detail":[{"loc":["body","video_url"],"msg":"Too long.","type":"video_duration_too_long","url":"https://docs.fal.ai/errors#video_duration_too_long","ctx":{"max_duration":20},"input":"https://example.com/a.mp4"}]}"#
        )
    }
}
