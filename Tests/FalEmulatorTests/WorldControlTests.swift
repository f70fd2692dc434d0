import FalAPI
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

@Suite(.timeLimit(.minutes(1))) struct WorldControlTests {
    static let clock = "/_falsework/v1/clock"

    @Test(
        arguments: [
            (#"{"mode": "manual"}"#, "manual", nil), (#"{"mode": "auto"}"#, "auto", nil),
            (#"{"mode": "real"}"#, "real", 1.0),
            (#"{"mode": "scaled", "speed": 10}"#, "scaled", 10.0),
        ] as [(String, String, Double?)]
    )
    func theClockOfAWorldIsChosen(body: String, mode: String, speed: Double?) async throws {
        let emulator = try TestEmulator()
        let reply = await Reply(emulator.answer(.put, Self.clock, body: Array(body.utf8)))
        #expect(reply.status == 200)
        #expect(reply.json["mode"]?.string == mode)
        #expect(reply.json["speed"]?.double == speed)
        #expect(await emulator.send(.get, Self.clock).text == reply.text)
        let other = await emulator.send(.get, Self.clock, nil, [.authorization: "Key other:secret"])
        #expect(other.json["mode"] == "manual", "another world keeps its own")
    }

    @Test func aManualClockIsAdvancedByCommand() async throws {
        let emulator = try TestEmulator()
        let before = await emulator.send(.get, Self.clock)
        let url = await emulator.submit()
        let after = await emulator.send(.post, Self.clock + "/advance", ["seconds": 0.5])
        #expect(before.json["now"] == "2026-04-24T03:06:40.000000")
        #expect(after.json["now"] == "2026-04-24T03:06:40.500000")
        #expect(await emulator.send(.get, url + "/status").json["status"] == "IN_PROGRESS")
    }

    @Test func anAutomaticClockJumpsFromEventToEventWhileAClientPolls() async throws {
        let emulator = try TestEmulator { $0.clock = .auto }
        let hour = ["x-falsework-scenario": "success; queue=3600; run=7200"]
        let url = await emulator.submit(
            TestEmulator.videoToAudio,
            TestEmulator.goodInput,
            [.falseworkScenario: hour["x-falsework-scenario"] ?? ""]
        )
        var seen: [String] = []
        for _ in 0..<8 {
            let status = await emulator.send(.get, url + "/status?logs=1").json
            seen.append("\(status["status"]?.string ?? "") \(status["logs"]?.array?.count ?? -1)")
        }
        #expect(
            seen == [
                "IN_QUEUE 0", "IN_PROGRESS 0", "IN_PROGRESS 1", "IN_PROGRESS 2", "IN_PROGRESS 3", "COMPLETED 3",
                "COMPLETED 3", "COMPLETED 3",
            ]
        )
        #expect(await emulator.send(.get, url).status == 200, "polling what has ended does not make it expire")
    }

    @Test func pollingWhatHasEndedMovesNobodyElse() async throws {
        let emulator = try TestEmulator { $0.clock = .auto }
        let done = await emulator.submit()
        while await emulator.send(.get, done + "/status").json["status"] != "COMPLETED" {}
        let other = await emulator.submit()
        let before = await emulator.send(.get, Self.clock).text
        for _ in 0..<5 { await emulator.send(.get, done + "/status") }
        #expect(await emulator.send(.get, Self.clock).text == before)
        #expect(await emulator.send(.get, other + "/status").json["status"] == "IN_QUEUE")
    }

    @Test func anAutomaticClockLetsRunsAndStreamsGoOn() async throws {
        let emulator = try TestEmulator { $0.clock = .auto }
        let run = await emulator.send(
            .post,
            TestEmulator.videoToAudio,
            TestEmulator.goodInput,
            [.falseworkScenario: "success; queue=90; run=4000"]
        )
        #expect(run.status == 200)
        let url = await emulator.submit()
        let id = try #require(url.split(separator: "/").last.flatMap { RequestID(String($0)) })
        var states: [String?] = []
        try await StatusStream(time: .still, heartbeat: .seconds(15)).send(id, in: emulator.world) { snapshot in
            let state: RequestState =
                switch snapshot.job.phase {
                case .waiting: .inQueue
                case .running: .inProgress
                case .completed: .completed
                }
            return RequestStatus(state: state, url: RequestURL(base: "u", application: "a/b", id: id))
        } write: { bytes in
            states.append(try JSONParser.parse(Array(bytes.dropFirst(6)))["status"]?.string)
        }
        #expect(states == ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"])
    }

    @Test func aResetForgetsTheWorldsRequestsAndNoOthers() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        var other = emulator
        other.key = "other:secret"
        let kept = await other.submit()
        let reply = await emulator.send(.post, "/_falsework/v1/reset")
        #expect((reply.status, reply.text) == (204, ""))
        #expect(await emulator.send(.get, url + "/status").status == 404)
        #expect(await other.send(.get, kept + "/status").status == 202)
    }

    @Test func aResetEndsStreams() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        let id = try #require(url.split(separator: "/").last.flatMap { RequestID(String($0)) })
        let world = emulator.world
        var count = 0
        try await StatusStream(time: .still, heartbeat: .seconds(15)).send(id, in: world) { _ in
            RequestStatus(state: .inQueue, url: RequestURL(base: "u", application: "a/b", id: id))
        } write: { _ in
            count += 1
            world.reset()
        }
        #expect(count == 1)
    }

    @Test(arguments: [
        ("PUT", "", #"{"mode": "fast"}"#, "/mode"), ("PUT", "", #"{"mode": "scaled"}"#, "/speed"),
        ("PUT", "", #"{"mode": "scaled", "speed": 0}"#, "/speed"), ("PUT", "", #"{"mode": "manual", "x": 1}"#, "/x"),
        ("PUT", "", "[]", ""), ("PUT", "", "{", "1:2"), ("POST", "/advance", #"{"seconds": -1}"#, "/seconds"),
        ("POST", "/advance", #"{"seconds": "3"}"#, "/seconds"), ("POST", "/advance", "{}", ""),
    ])
    func aBodyThatCannotBeUsedIsExplained(method: String, path: String, body: String, place: String) async throws {
        let reply = await Reply(
            try TestEmulator().answer(
                try #require(HTTPRequest.Method(rawValue: method)),
                Self.clock + path,
                body: Array(body.utf8)
            )
        )
        #expect(reply.status == 400)
        #expect(reply.json["at"]?.string == place)
        #expect(reply.detail?.isEmpty == false)
    }

    @Test func controlNeedsAKeyAndTheRightMethod() async throws {
        var emulator = try TestEmulator()
        #expect(await emulator.send(.delete, Self.clock).status == 405)
        #expect(await emulator.send(.get, Self.clock, nil, [.authorization: "Key invalid:x"]).status == 401)
        #expect(await emulator.send(.get, Self.clock, nil, [.authorization: "Key locked:x"]).status == 401)
        emulator.key = nil
        #expect(await emulator.send(.get, Self.clock).detail?.contains("Authorization: Key ID:SECRET") == true)
    }

    @Test(arguments: [
        ("origin", "https://evil.example", 403), ("sec-fetch-site", "cross-site", 403),
        ("sec-fetch-site", "same-site", 403),
        ("origin", "null", 403), ("origin", "http://localhost:8787", 200), ("sec-fetch-site", "same-origin", 200),
        ("sec-fetch-site", "none", 200),
    ])
    func pagesOfOtherSitesHaveNoControl(name: String, value: String, status: Int) async throws {
        let reply = try await TestEmulator().send(.get, Self.clock, nil, [HTTPField.Name(name)!: value])
        #expect(reply.status == status)
    }
}

/// A clock that jumps while several requests are on their way.
@Suite(.timeLimit(.minutes(1))) struct BusyAutomaticClockTests {
    @Test func aRunEndsAlthoughOthersAreDueBefore() async throws {
        let emulator = try TestEmulator { $0.clock = .auto }
        for _ in 0..<3 { _ = await emulator.submit() }
        #expect(await emulator.send(.post, "/run" + TestEmulator.videoToAudio, TestEmulator.goodInput).status == 200)
    }
}
