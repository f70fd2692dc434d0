import FalAPI
import HTTPTypes
import JSON
import QueueEngine
import Testing

@testable import FalEmulator

@Suite(.timeLimit(.minutes(1))) struct JobControlTests {
    static let control = "/_falsework/v1"

    private func jobPath(_ url: String) -> String { Self.control + "/jobs/" + (url.split(separator: "/").last ?? "") }

    @Test func aRequestIsBroughtToAnyState() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        let job = jobPath(url)
        #expect(await emulator.send(.get, job).json["state"] == "IN_QUEUE")
        #expect(await emulator.send(.post, job + "/advance", ["state": "IN_PROGRESS"]).json["state"] == "IN_PROGRESS")
        #expect(await emulator.send(.get, url + "/status").json["status"] == "IN_PROGRESS")
        let again = await emulator.send(.post, job + "/advance", ["state": "IN_PROGRESS"])
        #expect(again.status == 409)
        #expect(again.detail == "The request is IN_PROGRESS: there is nothing to do")
        let done = await emulator.send(.post, job + "/advance", ["state": "COMPLETED"])
        #expect(done.json["result_status"] == 200)
        #expect(await emulator.send(.get, url).status == 200)
    }

    @Test func aHeldRequestWaitsForItsRelease() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        let job = jobPath(url)
        #expect(await emulator.send(.post, job + "/hold").json["held"] == true)
        await emulator.send(.post, Self.control + "/clock/advance", ["seconds": 60])
        #expect(await emulator.send(.get, url + "/status").json["status"] == "IN_QUEUE")
        #expect(await emulator.send(.post, job + "/release").json["state"] == "IN_PROGRESS")
    }

    @Test func aRequestFailsByAPresetsName() async throws {
        let emulator = try TestEmulator()
        let (model, platform) = (await emulator.submit(), await emulator.submit())
        await emulator.send(.post, jobPath(model) + "/fail", ["preset": "face_detection_error"])
        let result = await emulator.send(.get, model)
        #expect(result.status == 422)
        #expect(result.json["detail"]?[0]?["type"] == "face_detection_error")
        #expect(await emulator.send(.get, model + "/status").json["error_type"] == nil)
        await emulator.send(.post, jobPath(platform) + "/fail", ["preset": "runner_disconnected"])
        #expect(await emulator.send(.get, platform).status == 503)
        #expect(await emulator.send(.get, platform + "/status").json["error_type"] == "runner_disconnected")
        let third = await emulator.submit()
        for name in ["nonsense", "stuck_in_queue"] {
            let refused = await emulator.send(.post, jobPath(third) + "/fail", ["preset": .string(JSONString(name))])
            #expect(refused.status == 400)
            #expect(refused.json["at"] == "/preset")
            #expect(refused.detail?.contains("runner_disconnected") == true)
        }
    }

    @Test func aRequestIsCompletedWithAnyResult() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        await emulator.send(.post, jobPath(url) + "/complete", ["result": ["mine": 1]])
        #expect(await emulator.send(.get, url).text == #"{"mine":1}"#)
        let stuck = await emulator.submit(
            TestEmulator.videoToAudio,
            TestEmulator.goodInput,
            [.falseworkScenario: "stuck_in_queue"]
        )
        #expect(await emulator.send(.get, jobPath(stuck)).json["scenario"] == "stuck_in_queue")
        #expect(
            await emulator.send(.post, jobPath(stuck) + "/advance", ["state": "COMPLETED"]).status == 409,
            "it has no end"
        )
        let running = await emulator.submit(
            TestEmulator.videoToAudio,
            TestEmulator.goodInput,
            [.falseworkScenario: "stuck_in_progress"]
        )
        #expect(await emulator.send(.post, jobPath(running) + "/advance", ["state": "COMPLETED"]).status == 409)
        #expect(await emulator.send(.post, jobPath(running) + "/complete").json["result_status"] == 200)
    }

    @Test func requestsAreListedByStateAndEndpoint() async throws {
        let emulator = try TestEmulator()
        let first = await emulator.submit()
        _ = await emulator.submit(
            TestEmulator.lipsync,
            ["video_url": "https://a.example/v.mp4", "audio_url": "https://a.example/a.mp3"]
        )
        await emulator.send(.put, first + "/cancel")
        let list = Self.control + "/jobs"
        #expect(await emulator.send(.get, list).json["total"] == 2)
        #expect(
            await emulator.send(.get, list + "?state=COMPLETED").json["jobs"]?[0]?["error_type"] == "client_cancelled"
        )
        #expect(
            await emulator.send(.get, list + "?endpoint=fal-ai/kling-video/lipsync/audio-to-video").json["total"] == 1
        )
        #expect(await emulator.send(.get, list + "?limit=1").json["jobs"]?.array?.count == 1)
        #expect(await emulator.send(.get, list + "?state=FAILED").status == 400)
        #expect(await emulator.send(.get, list + "?limit=0").status == 400)
        #expect(await emulator.send(.get, list, nil, [.authorization: "Key other:secret"]).json["total"] == 0)
        #expect(await emulator.send(.get, list + "/nonsense").status == 404)
    }

    @Test func aWorldComesBackAsItWas() async throws {
        let emulator = try TestEmulator()
        let url = await emulator.submit()
        #expect(await emulator.send(.put, Self.control + "/snapshots/before").status == 200)
        await emulator.send(.post, Self.control + "/clock/advance", ["seconds": 5])
        let other = await emulator.submit()
        #expect(await emulator.send(.get, url).status == 200)
        let restored = await emulator.send(.post, Self.control + "/snapshots/before/restore")
        #expect(restored.json["jobs"]?["IN_QUEUE"] == 1)
        #expect(restored.json["clock"]?["now"] == "2026-04-24T03:06:40.000000")
        #expect(await emulator.send(.get, url + "/status").json["status"] == "IN_QUEUE")
        #expect(await emulator.send(.get, other).status == 404)
        // What happens from there happens again.
        await emulator.send(.post, Self.control + "/clock/advance", ["seconds": 5])
        #expect(await emulator.submit() == other)
        #expect(await emulator.send(.delete, Self.control + "/snapshots/before").status == 204)
        #expect(await emulator.send(.post, Self.control + "/snapshots/before/restore").status == 404)
    }

    @Test func aWorldKeepsSoManySnapshots() async throws {
        let emulator = try TestEmulator()
        for number in 1...WorldSnapshot.limit {
            #expect(await emulator.send(.put, Self.control + "/snapshots/s\(number)").status == 200)
        }
        #expect(await emulator.send(.put, Self.control + "/snapshots/more").status == 409)
        #expect(await emulator.send(.put, Self.control + "/snapshots/s1").status == 200, "a known name is kept anew")
        #expect(await emulator.send(.put, Self.control + "/snapshots/a%20b").status == 400)
    }

    @Test func worldsAreFoundByTheIdOfTheirKey() async throws {
        var emulator = try TestEmulator()
        _ = await emulator.submit()
        emulator.key = "another:secret"
        let url = await emulator.submit()
        emulator.key = nil
        let worlds = await emulator.send(.get, Self.control + "/worlds").json["worlds"]?.array ?? []
        #expect(worlds.map { $0["name"] } == ["another", "someone"])
        #expect(await emulator.send(.post, Self.control + "/worlds/another/clock/advance", ["events": 1]).status == 200)
        #expect(await emulator.send(.get, Self.control + "/worlds/another").json["jobs"]?["IN_PROGRESS"] == 1)
        #expect(await emulator.send(.get, Self.control + "/worlds/someone").json["jobs"]?["IN_QUEUE"] == 1)
        #expect(await emulator.send(.get, Self.control + "/worlds/nobody/jobs").status == 404)
        #expect(await emulator.send(.delete, Self.control + "/worlds/another").status == 204)
        #expect(await emulator.send(.get, url, nil, [.authorization: "Key another:secret"]).status == 404)
        let crossSite = await emulator.send(
            .get,
            Self.control + "/worlds",
            nil,
            [.init("sec-fetch-site")!: "cross-site"]
        )
        #expect(crossSite.status == 403)
    }

    @Test func worldsThatNobodyUsesMakeRoom() async throws {
        let real = Settable(Instant(nanoseconds: 0))
        var time = TimeSource.still
        time.now = { real.value }
        var emulator = try TestEmulator(time: time) { $0.maximumIdleTime = .seconds(60) }
        _ = await emulator.submit()
        real.value = real.value + .seconds(61)
        emulator.key = "another:secret"
        _ = await emulator.submit()
        #expect(emulator.emulator.worlds.all.map(\.name) == ["another"])
    }

    @Test func aRetriedRequestHasAnotherGatewayID() async throws {
        let emulator = try TestEmulator()
        var script = Script(queueTime: .seconds(1), runTime: .seconds(1), outcome: .never)
        script.attempts = 2
        let endpoint = try #require(EndpointID("fal-ai/kling-video/video-to-audio"))
        let world = emulator.world
        let first = try #require(
            world.submit(to: endpoint, script: script, priority: .normal, startTimeout: nil)
        )
        #expect(first.gatewayRequestID == first.job.id, "before the first attempt there is no other")
        world.advance(by: .seconds(1))
        let running = try #require(world.snapshot(of: first.job.id))
        #expect(running.gatewayRequestID != first.job.id)
        #expect(running.gatewayRequestID == world.snapshot(of: first.job.id)?.gatewayRequestID)
    }
}
