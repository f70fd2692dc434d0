import FalAPI
import Testing

@Suite struct QueuePathTests {
    static let id = "019dd07d-7a04-7a60-b61e-5361e9b784a6"

    @Test(arguments: [
        ("", QueuePath.Operation.result), ("/", .result), ("/response", .result), ("/status", .status),
        ("/status/", .status), ("/status/stream", .statusStream), ("/cancel", .cancel),
    ])
    func operationsOnARequest(suffix: String, operation: QueuePath.Operation) throws {
        for endpoint in ["fal-ai/kling-video", "fal-ai/kling-video/lipsync/audio-to-video", "workflows/me/flow"] {
            let path = Self.segments("\(endpoint)/requests/\(Self.id)\(suffix)")
            let application = endpoint.replacing("/lipsync/audio-to-video", with: "")
            #expect(QueuePath(segments: path) == .request(application: application, id: Self.id, operation))
        }
    }

    @Test func everythingElseIsAnEndpoint() throws {
        #expect(
            QueuePath(segments: Self.segments("fal-ai/kling-video/video-to-audio"))
                == .endpoint(try #require(EndpointID("fal-ai/kling-video/video-to-audio")))
        )
        #expect(
            QueuePath(segments: Self.segments("fal-ai/requests/x"))
                == .endpoint(try #require(EndpointID("fal-ai/requests/x"))),
            "an alias may be called requests"
        )
    }

    @Test(arguments: ["", "fal-ai", "fal-ai/kling-video/requests/x/nope", "fal-ai/kling-video/requests/x/status/nope"])
    func whatNamesNothing(path: String) {
        #expect(QueuePath(segments: Self.segments(path)) == nil)
    }

    @Test func aRequestsURLDropsThePath() throws {
        let url = RequestURL(
            base: "https://queue.fal.run",
            application: "fal-ai/kling-video",
            id: try #require(RequestID(Self.id))
        )
        #expect(url.description == "https://queue.fal.run/fal-ai/kling-video/requests/\(Self.id)")
        #expect(url.status == url.description + "/status")
        #expect(url.cancel == url.description + "/cancel")
    }

    private static func segments(_ path: String) -> ArraySlice<String> {
        path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)[...]
    }
}
