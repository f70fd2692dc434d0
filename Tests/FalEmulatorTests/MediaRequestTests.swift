import FalAPI
import HTTPServer
import HTTPTypes
import JSON
import MediaTools
import QueueEngine
import TestMedia
import Testing

@testable import FalEmulator

/// Files from the submit to the result.
@Suite struct MediaRequestTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    private var video: String { get throws { try MediaBench.uri(Place.fixture("lipsync/input.mp4")) } }

    private func facts(_ path: String?) async throws -> MediaFacts {
        guard let path, case .facts(let facts) = await MediaBench.workers.carryOut(.probe(path: path)) else {
            throw CancellationError()
        }
        return facts
    }

    @Test(.enabled(if: Tool.ffmpeg.isInstalled)) func aRefusalArrivesWithTheResult() async throws {
        let emulator = try TestEmulator.withMedia()
        let uri = try MediaBench.uri(try await bench.video(seconds: 2.5, width: 64, height: 64))
        let reply = await emulator.send(
            .post,
            "/queue" + TestEmulator.videoToAudio,
            ["video_url": .string(JSONString(uri))]
        )
        #expect(reply.status == 200)
        #expect(reply.json["status"] == "IN_QUEUE")
        let url = try #require(reply.json["response_url"]?.string).replacing("http://localhost:8787", with: "")
        emulator.world.advance(by: .seconds(10))
        let status = await emulator.send(.get, url + "/status")
        #expect(status.json["status"] == "COMPLETED")
        #expect(status.json["error"] == nil)
        let result = await emulator.send(.get, url)
        #expect(result.status == 422)
        #expect(result["x-fal-needs-retry"] == "false")
        #expect(result["x-fal-billable-units"] == "0")
        let entry = result.json["detail"]?[0]
        #expect(entry?["type"] == "video_duration_too_short")
        #expect(entry?["loc"] == ["body", "video_url"])
        #expect(entry?["ctx"] == ["min_duration": 3, "provided_duration": 2.5])
        #expect(entry?["input"] == .string(JSONString(uri)))
    }

    @Test func aRunIsRefusedAsTheResultIs() async throws {
        let emulator = try TestEmulator.withMedia { $0.clock = .auto }
        let reply = await emulator.send(.post, TestEmulator.videoToAudio, ["video_url": "data:video/mp4;base64,AAAA"])
        #expect(reply.status == 422)
        #expect(reply.json["detail"]?[0]?["type"] == "unsupported_video_format")
        #expect(reply.headers[.falRequestID] != nil)
    }

    @Test func requestsAreInTheJournalWithTheirIds() async throws {
        let emulator = try TestEmulator.withMedia()
        let reply = await emulator.send(
            .post,
            "/queue" + TestEmulator.videoToAudio,
            ["video_url": .string(JSONString(try video))]
        )
        let id = try #require(reply.json["request_id"]?.string)
        let ids = emulator.world.readJournal { journal, _ in
            journal.entries().map { $0.id?.description }
        }
        // What was asked, and what became of it.
        #expect(ids == [id, id])
    }

    @Test func theOutputIsTheCallersOwnVideo() async throws {
        let emulator = try TestEmulator.withMedia()
        let input: JSONValue = ["video_url": .string(JSONString(try video))]
        let result = await emulator.result(TestEmulator.videoToAudio, input)
        #expect(result.status == 200)
        let video = result.json["video"]
        #expect(video?["file_name"] == "dubbed_video.mp4")
        let path = try emulator.download(video?["url"]?.string, to: "a.mp4", in: bench)
        let facts = try await facts(path)
        #expect(facts.picture?.width == 720)
        #expect(facts.picture?.height == 1_280)
        #expect(facts.duration == 5)
        #expect(facts.soundCodec == "aac")
        #expect(video?["file_size"]?.integer == Int64(try Workbench.bytes(try #require(path)).count))
        let audio = try emulator.download(result.json["audio"]?["url"]?.string, to: "a.mp3", in: bench)
        #expect(abs((try await self.facts(audio).duration ?? 0) - 5) < 0.013)
        // The same again is the same bytes, in another emulator too.
        let again = try TestEmulator.withMedia()
        let second = await again.result(TestEmulator.videoToAudio, input)
        let other = try again.download(second.json["video"]?["url"]?.string, to: "b.mp4", in: bench)
        #expect(try Workbench.bytes(try #require(path)) == Workbench.bytes(try #require(other)))
    }

    @Test func anOutputCanBeAnInput() async throws {
        let emulator = try TestEmulator.withMedia()
        let first = await emulator.result(TestEmulator.videoToAudio, ["video_url": .string(JSONString(try video))])
        let url = try #require(first.json["video"]?["url"]?.string)
        let second = await emulator.result(TestEmulator.videoToAudio, ["video_url": .string(JSONString(url))])
        let path = try emulator.download(second.json["video"]?["url"]?.string, to: "a.mp4", in: bench)
        #expect(try await facts(path).picture?.width == 720)
        // Under another name of the host too; what nobody was given leads nowhere.
        let other = url.replacing("http://localhost:8787/cdn", with: "https://v3b.fal.media")
        #expect(
            await emulator.result(TestEmulator.videoToAudio, ["video_url": .string(JSONString(other))]).status == 200
        )
        let ended = url.replacing(".mp4", with: "x.mp4")
        #expect(
            await emulator.result(TestEmulator.videoToAudio, ["video_url": .string(JSONString(ended))]).status == 422,
            "nobody was given that"
        )
        let gone = await emulator.result(TestEmulator.videoToAudio, ["video_url": .string(JSONString(url + "x"))])
        #expect(gone.json["detail"]?[0]?["type"] == "file_download_error")
    }

    @Test(.enabled(if: Tool.ffmpeg.isInstalled)) func lipsyncTakesTheCallersSoundAndBillsTheLength() async throws {
        let emulator = try TestEmulator.withMedia()
        let video = try MediaBench.uri(try await bench.video("v.mp4", seconds: 7))
        for (name, seconds) in [("a.mp3", 4.0), ("b.m4a", 20), ("c.wav", 4)] {
            let audio = try MediaBench.uri(try await bench.sound(name, seconds: seconds))
            let result = await emulator.result(
                TestEmulator.lipsync,
                ["video_url": .string(JSONString(video)), "audio_url": .string(JSONString(audio))]
            )
            #expect(result["x-fal-billable-units"] == "10")
            #expect(result.json["video"]?["file_name"] == "output.mp4")
            let path = try emulator.download(result.json["video"]?["url"]?.string, to: name + ".mp4", in: bench)
            let facts = try await facts(path)
            #expect(facts.duration == 7)
            // A WAV cannot go into an MP4: then it is the fixture's sound.
            #expect(facts.soundCodec == (name == "a.mp3" ? "mp3" : "aac"))
        }
    }

    @Test func withoutHelperTheFixturesStand() async throws {
        let emulator = try TestEmulator()
        let result = await emulator.result(TestEmulator.videoToAudio, ["video_url": .string(JSONString(try video))])
        #expect(result.status == 200)
        #expect(result.json["video"]?["file_size"] == 43_182)
    }

    @Test func dataURIsAreRefusedWhenItIsStrict() async throws {
        let emulator = try TestEmulator.withMedia { $0.media.strictness = .strict }
        let result = await emulator.result(TestEmulator.videoToAudio, ["video_url": .string(JSONString(try video))])
        #expect(result.status == 422)
        #expect(result.json["detail"]?[0]?["type"] == "input_value_error")
        #expect(result.json["detail"]?[0]?["msg"] == "video_url: file content could not be read")
    }

    @Test func nothingIsLookedAtWhenItIsOff() async throws {
        let emulator = try TestEmulator.withMedia { $0.media.strictness = .off }
        for url in ["data:,x", "http://localhost:8787/files/b/x/y.mp4", "https://elsewhere.com/a.mp4"] {
            let path = await emulator.submit(TestEmulator.videoToAudio, ["video_url": .string(JSONString(url))])
            emulator.world.advance(by: .seconds(10))
            #expect(await emulator.send(.get, path).status == 200)
            #expect(await emulator.send(.get, path + "/status?logs=1").json["logs"]?.array?.count == 3)
        }
    }

    @Test func whatIsNotFetchedIsNotedInTheLog() async throws {
        let emulator = try TestEmulator.withMedia()
        let path = await emulator.submit(TestEmulator.videoToAudio, ["video_url": "https://elsewhere.com/a.mp4"])
        emulator.world.advance(by: .seconds(10))
        let logs = await emulator.send(.get, path + "/status?logs=1").json["logs"]
        #expect(logs?.array?.count == 4)
        #expect(logs?[0]?["message"] == "video_url is not fetched: its host is not allowed; its limits are not checked")
        #expect(await emulator.send(.get, path).status == 200)
    }

    @Test func aChosenFailureIsNotAskedForItsFiles() async throws {
        let emulator = try TestEmulator.withMedia()
        let url = await emulator.submit(
            TestEmulator.videoToAudio,
            ["video_url": "data:,x"],
            [.falseworkScenario: "content_policy_violation"]
        )
        emulator.world.advance(by: .seconds(10))
        #expect(await emulator.send(.get, url).json["detail"]?[0]?["type"] == "content_policy_violation")
    }

    @Test func theTimesOfAScenarioHoldForRefusalsToo() async throws {
        let emulator = try TestEmulator.withMedia()
        let url = await emulator.submit(
            TestEmulator.videoToAudio,
            ["video_url": "data:,x"],
            [.falseworkScenario: "success; queue=5; run=0"]
        )
        emulator.world.advance(by: .seconds(4.9))
        #expect(await emulator.send(.get, url + "/status").json["status"] == "IN_QUEUE")
        emulator.world.advance(by: .seconds(0.1))
        #expect(await emulator.send(.get, url).status == 422)
    }

    @Test func filesThatTakeTooLongTogetherAreNotLookedAt() async throws {
        let now = Settable(Instant(nanoseconds: 1_777_000_000_000_000_000))
        let time = TimeSource(now: { now.value }, sleep: { _ in try await TimeSource.forever() })
        let asked = Settable<[String]>([])
        let emulator = try TestEmulator(time: time) { configuration in
            configuration.media.fetcher = { download in
                asked.change { $0.append(download.target.path) }
                now.change { $0 = $0 + .seconds(20) }
                return .answered(status: 200, location: nil, body: [1])
            }
        }
        let url = await emulator.submit(
            TestEmulator.lipsync,
            ["video_url": "http://127.0.0.1:9/a.mp4", "audio_url": "http://127.0.0.1:9/b.mp3"]
        )
        emulator.world.advance(by: .seconds(10))
        let logs = await emulator.send(.get, url + "/status?logs=1").json["logs"]?.array ?? []
        #expect(asked.value == ["/a.mp4"])
        #expect(logs.contains { $0["message"] == "audio_url is not looked at: the files before it took too long" })
        #expect(await emulator.send(.get, url).status == 200)
    }

    @Test func requestsHaveTheirIdsInTheOrderInWhichTheyCame() async throws {
        let emulator = try TestEmulator.withMedia()
        let data: JSONValue = ["video_url": .string(JSONString(try video))]
        let answer = emulator.answer(.post, "/queue" + TestEmulator.videoToAudio, body: data.serialized())
        guard case .later(let work) = answer else {
            Issue.record("reading takes time")
            return
        }
        emulator.world.advance(by: .seconds(1))
        let second = await emulator.send(.post, "/queue" + TestEmulator.videoToAudio, TestEmulator.goodInput)
        let first = await Reply(.now(await work()))
        let ids = [first, second].compactMap { $0.json["request_id"]?.string }
        #expect(ids.count == 2)
        #expect(ids == ids.sorted())
    }
}
