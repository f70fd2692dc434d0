import MediaTools
import TestMedia
import Testing

@Suite struct AssemblyTests {
    private let workers = MediaWorkers(.init(program: Place.helper))
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    private func facts(_ path: String) async -> MediaFacts? {
        guard case .facts(let facts) = await workers.carryOut(.probe(path: path)) else { return nil }
        return facts
    }

    private func dub(_ picture: String, _ sound: String, as name: String = "new.mp4") async -> MediaReport {
        await workers.carryOut(
            .assemble(
                MediaAssembly(
                    picture: picture,
                    sound: sound,
                    repeatsSound: true,
                    length: 1_000,
                    output: bench.path(name)
                )
            )
        )
    }

    @Test(arguments: ["video-to-audio/input.mp4", "video-to-audio/input.mov", "lipsync/input.mp4"])
    func theNewVideoIsTheOldOneWithAnotherSound(name: String) async throws {
        #expect(await dub(Place.fixture(name), Place.fixture("soundtrack.m4a")) == .assembled)
        let (old, new) = (await facts(Place.fixture(name)), await facts(bench.path("new.mp4")))
        #expect(new?.picture == old?.picture)
        #expect(new?.duration == 5)
        #expect(new?.soundCodec == "aac")
        #expect(new?.isTruncated == false)
    }

    @Test func theSameAgainIsTheSameBytes() async throws {
        let parts = (Place.fixture("video-to-audio/input.mp4"), Place.fixture("soundtrack.m4a"))
        #expect(await dub(parts.0, parts.1, as: "a.mp4") == .assembled)
        #expect(await dub(parts.0, parts.1, as: "b.mp4") == .assembled)
        #expect(try Workbench.bytes(bench.path("a.mp4")) == Workbench.bytes(bench.path("b.mp4")))
    }

    @Test(arguments: [3, 5, 7.3, 20, 25])
    func aSoundIsCutOrRepeatedToWholeFrames(seconds: Double) async throws {
        let output = bench.path("new.mp3")
        let sound = Place.fixture("soundtrack.mp3")
        let order = MediaAssembly(sound: sound, repeatsSound: true, length: seconds, output: output)
        #expect(await workers.carryOut(.assemble(order)) == .assembled)
        #expect(abs((await facts(output)?.duration ?? 0) - seconds) <= 0.0125)
        #expect(try Workbench.bytes(output).count % 72 == 0)
    }

    @Test func aShorterSoundLeavesTheRestSilent() async throws {
        let picture = Place.fixture("lipsync/input.mp4")
        let order = MediaAssembly(
            picture: picture,
            sound: Place.fixture("lipsync/audio.mp3"),
            length: 1_000,
            output: bench.path("new.mp4")
        )
        #expect(await workers.carryOut(.assemble(order)) == .assembled)
        #expect(await facts(bench.path("new.mp4"))?.duration == 5)
    }

    @Test(.enabled(if: Tool.ffmpeg.isInstalled)) func aTurnIsKept() async throws {
        let plain = try await bench.video(width: 320, height: 240)
        let turned = try await bench.ffmpeg("turned.mp4", ["-i", plain, "-c", "copy", "-metadata:s:v", "rotate=90"])
        #expect(await dub(turned, Place.fixture("soundtrack.m4a")) == .assembled)
        #expect(await facts(bench.path("new.mp4"))?.picture?.width == 240)
    }

    @Test(.enabled(if: Tool.ffmpeg.isInstalled)) func aLongerVideoThanTheSoundRepeatsIt() async throws {
        #expect(
            await dub(
                try await bench.video(seconds: 45, width: 64, height: 64, rate: 1),
                Place.fixture("soundtrack.m4a")
            ) == .assembled
        )
        #expect(await facts(bench.path("new.mp4"))?.duration == 45)
        let streams = ["-v", "error", "-select_streams", "a", "-show_entries", "stream=duration", "-of", "csv=p=0"]
        let length = try await Tool.ffprobe.run(streams + [bench.path("new.mp4")], in: bench)
        #expect((Double(length.split(separator: "\n").first ?? "") ?? 0) > 44.9)
    }

    @Test func whatCannotBePutTogetherLeavesNothing() async throws {
        let (video, sound) = (Place.fixture("lipsync/input.mp4"), Place.fixture("soundtrack.m4a"))
        let parts = [(sound, sound), (video, video), (video, "/nowhere.mp3"), ("/nowhere.mp4", sound)]
        for (picture, sound) in parts {
            guard case .failed = await dub(picture, sound) else {
                Issue.record("\(picture) and \(sound) make no video")
                return
            }
            #expect(throws: (any Error).self) { try Workbench.bytes(bench.path("new.mp4")) }
        }
    }

    @Test func nothingIsOverwritten() async throws {
        let path = try bench.write(Array("mine".utf8), to: "new.mp4")
        guard case .failed = await dub(Place.fixture("lipsync/input.mp4"), Place.fixture("soundtrack.m4a")) else {
            Issue.record("it was overwritten")
            return
        }
        #expect(try Workbench.bytes(path) == Array("mine".utf8))
    }
}
