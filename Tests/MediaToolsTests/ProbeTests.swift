import MediaTools
import TestMedia
import Testing

@Suite struct ProbeTests {
    private let workers = MediaWorkers(.init(program: Place.helper))

    private func facts(_ path: String) async -> MediaFacts? {
        guard case .facts(let facts) = await workers.carryOut(.probe(path: path)) else { return nil }
        return facts
    }

    @Test(
        arguments: [
            ("video-to-audio/input.mp4", "mp4", 5, 1280, 720, nil),
            ("video-to-audio/input.mov", "mov", 5, 1280, 720, nil),
            ("video-to-audio/dubbed_video.mp4", "mp4", 5, 1280, 720, "aac"),
            ("lipsync/input.mp4", "mp4", 5, 720, 1280, nil),
        ] as [(String, String, Double, Int, Int, String?)]
    )
    func videos(name: String, container: String, seconds: Double, width: Int, height: Int, sound: String?) async {
        let facts = await facts(Place.fixture(name))
        #expect(facts?.container == container)
        #expect(facts?.duration == seconds)
        #expect(facts?.picture?.duration == seconds)
        #expect(facts?.picture?.codec == "h264")
        #expect(facts?.picture?.width == width)
        #expect(facts?.picture?.height == height)
        #expect(facts?.picture?.framesPerSecond == 24)
        #expect(facts?.soundCodec == sound)
        #expect(facts?.isTruncated == false)
    }

    @Test(arguments: [
        ("video-to-audio/extracted_audio.mp3", "mp3", 5.064, "mp3"),
        ("lipsync/audio.mp3", "mp3", 4.056, "mp3"),
        ("soundtrack.mp3", "mp3", 20.064, "mp3"),
        ("soundtrack.m4a", "mp4", 20, "aac"),
    ])
    func sounds(name: String, container: String, seconds: Double, codec: String) async {
        let facts = await facts(Place.fixture(name))
        #expect(facts?.container == container)
        #expect(facts?.duration == seconds)
        #expect(facts?.soundCodec == codec)
        #expect(facts?.picture == nil)
    }

    @Test func whatEndsTooEarlyIsTruncated() async throws {
        let bench = try Workbench()
        let whole = try Workbench.bytes(Place.fixture("video-to-audio/input.mp4"))
        let facts = await facts(try bench.write(whole.prefix(20_000), to: "a.mp4"))
        #expect(facts?.isTruncated == true)
        #expect(facts?.duration == 5)
    }

    @Test func headersThatAreNotThereCannotBeRead() async throws {
        let bench = try Workbench()
        let whole = try Workbench.bytes(Place.fixture("video-to-audio/input.mp4"))
        // The first box, and a piece of the second: an MP4 of which nothing else has come.
        for count in [32, 200] {
            let facts = await facts(try bench.write(whole.prefix(count), to: "a.mp4"))
            #expect(facts?.container == "mp4")
            #expect(facts?.isReadable == false)
        }
    }

    @Test(
        arguments: [
            [], Array("<!DOCTYPE html><html><head><title>404</title></head></html>\n".utf8), Array("{\"a\": 1}".utf8),
            [UInt8](repeating: 0, count: 5_000), Array("ftypisom".utf8),
        ] as [[UInt8]]
    )
    func whatIsNoMediaIsNotRecognized(bytes: [UInt8]) async throws {
        let bench = try Workbench()
        #expect(await workers.carryOut(.probe(path: try bench.write(bytes, to: "a.mp4"))) == .unrecognized)
    }

    @Test func aFileThatIsNotThereIsAFailure() async throws {
        let bench = try Workbench()
        for path in [bench.path("nothing.mp4"), "/", "/dev/zero"] {
            #expect(await workers.carryOut(.probe(path: path)) == .failed("the file cannot be opened"))
        }
    }

    @Test(
        arguments: [
            (
                "png",
                [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]
                    + [0, 0, 0x01, 0x2C, 0, 0, 0x02, 0x58], 300, 600
            ),
            ("gif", Array("GIF89a".utf8) + [0x2C, 0x01, 0x58, 0x02], 300, 600),
            (
                "jpeg", [0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xFF, 0xC2, 0, 11, 8, 0x02, 0x58, 0x01, 0x2C, 3],
                300, 600
            ),
            ("webp", Array("RIFF____WEBPVP8X".utf8) + [10, 0, 0, 0, 0, 0, 0, 0, 0x2B, 1, 0, 0x57, 2, 0], 300, 600),
            (
                "webp", Array("RIFF____WEBPVP8 ".utf8) + [0, 0, 0, 0, 0, 0, 0, 0x9D, 1, 0x2A, 0x2C, 0x41, 0x58, 2], 300,
                600
            ),
            ("webp", Array("RIFF____WEBPVP8L".utf8) + [0, 0, 0, 0, 0x2F, 0x2B, 0xC1, 0x95, 0], 300, 600),
            (
                "bmp",
                Array("BM".utf8) + [UInt8](repeating: 0, count: 12) + [40, 0, 0, 0, 0x2C, 1, 0, 0, 0x58, 2, 0, 0], 300,
                600
            ),
            ("jpeg", [0xFF, 0xD8, 0xFF, 0xE0, 0, 1], nil, nil),
            ("avif", [0, 0, 0, 32] + Array("ftypavif".utf8), nil, nil),
        ] as [(String, [UInt8], Int?, Int?)]
    )
    func imagesTellTheirSizeInTheirFirstBytes(container: String, bytes: [UInt8], width: Int?, height: Int?) async throws
    {
        let bench = try Workbench()
        let facts = await facts(try bench.write(bytes, to: "image"))
        #expect(facts?.container == container)
        #expect(facts?.picture?.width == width)
        #expect(facts?.picture?.height == height)
    }

    @Test(.enabled(if: Tool.ffmpeg.isInstalled)) func oddVideos() async throws {
        let bench = try Workbench()
        let plain = try await bench.video(seconds: 3, width: 64, height: 48)
        let turned = try await bench.ffmpeg("turned.mp4", ["-i", plain, "-c", "copy", "-metadata:s:v", "rotate=90"])
        #expect(await facts(turned)?.picture?.width == 48)
        #expect(await facts(turned)?.picture?.height == 64)
        let flags = ["-c", "copy", "-movflags", "+frag_keyframe+empty_moov"]
        let fragmented = await facts(try await bench.ffmpeg("fragmented.mp4", ["-i", plain] + flags))
        #expect(fragmented?.picture?.width == 64)
        #expect(abs((fragmented?.duration ?? 0) - 3) < 0.2)
        let webm = try await bench.ffmpeg("webm.mp4", ["-i", plain, "-c:v", "libvpx", "-f", "webm"])
        #expect(await facts(webm)?.container == "webm")
        let matroska = try await bench.ffmpeg("matroska.mov", ["-i", plain, "-c", "copy", "-f", "matroska"])
        #expect(await facts(matroska)?.container == "matroska")
        let avi = try await bench.ffmpeg("avi.mp4", ["-i", plain, "-c", "copy", "-f", "avi"])
        #expect(await facts(avi) == MediaFacts(container: "avi"))
    }

    @Test(.enabled(if: Tool.ffmpeg.isInstalled)) func aSoundThatIsLongerThanThePicture() async throws {
        let bench = try Workbench()
        let sound = ["-f", "lavfi", "-i", "sine=duration=4"]
        let path = try await bench.ffmpeg(
            "a.mp4",
            ["-i", try await bench.video(seconds: 3, width: 64, height: 64)] + sound + ["-c:v", "copy"]
        )
        let facts = await facts(path)
        #expect(facts?.picture?.duration == 3)
        #expect((facts?.duration ?? 0) >= 4)
    }

    @Test(
        .enabled(if: Tool.ffmpeg.isInstalled),
        arguments: [
            ("a.mp3", "mp3", ["-write_xing", "0", "-q:a", "4"]), ("a.aac", "aac", []), ("a.wav", "wav", []),
            ("a.ogg", "ogg", []), ("a.flac", "flac", []), ("a.m4a", "mp4", []),
        ] as [(String, String, [String])]
    )
    func soundsAreMeasuredAndNotGuessed(name: String, container: String, options: [String]) async throws {
        let bench = try Workbench()
        let facts = await facts(try await bench.sound(name, seconds: 7, options: options))
        #expect(facts?.container == container)
        // MP3 and ADTS are whole frames.
        #expect((6.99...7.15).contains(facts?.duration ?? 0))
    }
}
