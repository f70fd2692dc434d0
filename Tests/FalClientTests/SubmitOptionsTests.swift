import FalAPI
import HTTPTypes
import Testing

@testable import FalClient

@Suite struct SubmitOptionsTests {
    private func fields(_ change: (inout SubmitOptions) -> Void) throws -> HTTPFields {
        var options = SubmitOptions()
        change(&options)
        return try options.fields()
    }

    @Test func nothingIsSentUnlessAskedFor() throws {
        #expect(try SubmitOptions().fields().isEmpty)
    }

    @Test func everythingIsSentAsFalNamesIt() throws {
        let fields = try fields { options in
            options.priority = .low
            options.startTimeout = .seconds(30)
            options.runnerHint = "session 7"
            options.storesIO = false
            options.retriesOnPlatform = false
            options.tags = ["team": "video", "b": "2"]
            options.objectLifecycle = ObjectLifecycle(
                expirationSeconds: 3600,
                initialACL: .init(byDefault: .forbid, rules: [.init(user: "me", decision: .allow)])
            )
        }
        #expect(fields[.falQueuePriority] == "low")
        #expect(fields[.falRequestTimeout] == "30")
        #expect(fields[.falRequestStartTimeout] == "30")
        #expect(fields[.falRunnerHint] == "session 7")
        #expect(fields[.falStoreIO] == "0")
        #expect(fields[.falNoRetry] == "1")
        #expect(fields[.falTags] == "b=2,team=video")
        #expect(
            fields[.falObjectLifecyclePreference]
                == #"{"expiration_duration_seconds":3600,"initial_acl":{"default":"forbid","rules":[{"user":"me","decision":"allow"}]}}"#
        )
    }

    @Test func queriesAreAdded() throws {
        var options = SubmitOptions(webhookURL: "https://me.example/hook?a=1")
        options.maximumQueueLength = 3
        var url = try #require(AbsoluteURL("https://queue.fal.run/a/b"))
        try options.addQuery(to: &url)
        #expect(url.target == "/a/b?fal_webhook=https%3A%2F%2Fme.example%2Fhook%3Fa%3D1&fal_max_queue_length=3")
    }

    private static let wrong: [@Sendable (inout SubmitOptions) -> Void] = [
        { $0.startTimeout = .milliseconds(99) }, { $0.startTimeout = .zero }, { $0.startTimeout = .seconds(-1) },
        { $0.runnerHint = "" }, { $0.runnerHint = "a\r\nb: c" }, { $0.runnerHint = "ä" },
        { $0.tags = ["fal.x": "1"] }, { $0.tags = ["FAL.x": "1"] }, { $0.tags = ["": "1"] }, { $0.tags = ["a,b": "1"] },
        { $0.tags = ["a": "b=c"] }, { $0.tags = ["a": "b\n"] }, { $0.tags = [String(repeating: "n", count: 65): "1"] },
        { $0.tags = ["a": String(repeating: "v", count: 257)] },
        { $0.tags = Dictionary(uniqueKeysWithValues: (0..<11).map { ("t\($0)", "1") }) },
        { $0.tags = Dictionary(uniqueKeysWithValues: (0..<5).map { ("t\($0)", String(repeating: "v", count: 256)) }) },
        { $0.objectLifecycle = ObjectLifecycle(expirationSeconds: 0) },
        {
            $0.objectLifecycle = ObjectLifecycle(
                initialACL: .init(byDefault: .hide, rules: [.init(user: "ä", decision: .allow)])
            )
        },
    ]

    @Test(arguments: wrong.indices) func whatFalRefusesIsNotSent(_ index: Int) {
        let error = #expect(throws: FalError.self) { try fields(Self.wrong[index]) }
        #expect(error?.code == .invalidArgument)
    }

    @Test func theLimitsThemselvesAreAllowed() throws {
        let name = String(repeating: "n", count: 64)
        let value = String(repeating: "v", count: 256)
        #expect(try fields { $0.tags = [name: value] }[.falTags] == "\(name)=\(value)")
        #expect(try fields { $0.startTimeout = .milliseconds(100) }[.falRequestTimeout] == "0.1")
        #expect(
            try fields { $0.tags = Dictionary(uniqueKeysWithValues: (0..<10).map { ("t\($0)", "1") }) }[.falTags] != nil
        )
    }

    @Test(arguments: ["fal-ai/kling-video/video-to-audio", "workflows/a/b/c", "110602490-lora"]) func endpointsAreRead(
        _ text: String
    ) throws {
        let url = try EndpointName(text).url(on: "https://queue.fal.run")
        #expect(url.target == "/" + (text == "110602490-lora" ? "110602490/lora" : text))
    }

    @Test(arguments: [
        "", "lora", "a/", "/a/b", "a//b", "a/b/../c", "a/./b", "a/b?x=1", "a/b#c", "a/ b", "a/ä", "-x", "12-",
    ])
    func otherEndpointsAreRefused(_ text: String) {
        let error = #expect(throws: FalError.self) { try EndpointName(text) }
        #expect(error?.code == .invalidArgument)
    }

    @Test func theServerReadsWhatTheClientWrites() throws {
        let endpoint = try #require(EndpointID("workflows/acme/app/some/path"))
        let url = try #require(RequestURL(base: "", application: endpoint.application, opaqueID: "019dd07d-7a04"))
        for (text, operation) in [
            (url.description, QueuePath.Operation.result), (url.status, .status), (url.statusStream, .statusStream),
            (url.cancel, .cancel),
        ] {
            let segments = text.split(separator: "/").map(String.init)
            #expect(
                QueuePath(segments: segments[...])
                    == .request(application: "workflows/acme/app", id: "019dd07d-7a04", operation)
            )
        }
    }

    @Test(arguments: ["", "a/b", "..", "a?b", "a b", "ä", String(repeating: "a", count: 257)])
    func idsCannotLeaveTheirPlace(
        _ id: String
    ) {
        let client = FalClient.test(ScriptedTransport())
        #expect(throws: FalError.self) { try client.queue.request("a/b", id: id) }
    }
}
