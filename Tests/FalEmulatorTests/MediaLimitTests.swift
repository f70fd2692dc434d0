import FalAPI
import JSON
import MediaTools
import TestMedia
import Testing

@testable import FalEmulator

/// Every documented limit on both sides, with real files.
@Suite(.enabled(if: Tool.ffmpeg.isInstalled)) struct MediaLimitTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    @Test(
        arguments: [
            (2.9, "video_duration_too_short"), (3, nil), (20, nil), (20.1, "video_duration_too_long"),
        ] as [(Double, String?)]
    )
    func videoToAudioTakesThreeToTwentySeconds(seconds: Double, type: String?) async throws {
        let field = try MediaBench.field(MediaBench.videoToAudio, "video_url")
        let path = try await bench.video(seconds: seconds, width: 64, height: 64)
        #expect(try await MediaBench.refusal(path, as: field) == type)
    }

    @Test(
        arguments: [
            (1.9, "video_duration_too_short"), (2, nil), (10, nil), (10.1, "video_duration_too_long"),
        ] as [(Double, String?)]
    )
    func lipsyncTakesTwoToTenSeconds(seconds: Double, type: String?) async throws {
        let field = try MediaBench.field(MediaBench.lipsync, "video_url")
        #expect(
            try await MediaBench.refusal(try await bench.video(seconds: seconds, width: 720, height: 720), as: field)
                == type
        )
    }

    @Test(arguments: [
        (719, 1_280, false), (720, 1_280, true), (1_280, 719, false), (1_280, 720, true), (1_920, 1_080, true),
        (1_921, 1_080, false), (1_080, 1_920, true), (1_080, 1_921, false), (720, 720, true), (1_920, 1_920, true),
    ])
    func lipsyncTakes720To1920Pixels(width: Int, height: Int, isGood: Bool) async throws {
        let field = try MediaBench.field(MediaBench.lipsync, "video_url")
        // Odd sizes need a colour format without shared pixels.
        let path = try await bench.video(seconds: 2, width: width, height: height, rate: 1, format: "yuv444p")
        #expect(try await MediaBench.refusal(path, as: field) == (isGood ? nil : "input_value_error"))
    }

    @Test func aTurnedVideoIsMeasuredAsItIsShown() async throws {
        let field = try MediaBench.field(MediaBench.lipsync, "video_url")
        var limits = field
        limits.limits.maximumWidth = 1_000
        let plain = try await bench.video(seconds: 2, width: 1_280, height: 720)
        #expect(try await MediaBench.refusal(plain, as: limits) == "input_value_error")
        let turned = try await bench.ffmpeg("turned.mp4", ["-i", plain, "-c", "copy", "-metadata:s:v", "rotate=90"])
        #expect(try await MediaBench.refusal(turned, as: limits) == nil)
    }

    @Test(
        arguments: [
            ("a.wav", 1.9, "audio_duration_too_short"), ("a.wav", 2, nil), ("a.wav", 60, nil),
            ("a.wav", 60.1, "audio_duration_too_long"), ("a.mp3", 1.9, "audio_duration_too_short"),
            ("a.mp3", 59.9, nil),
            // Whole frames: a little more than 60 s.
            ("a.mp3", 60, nil), ("a.mp3", 61, "audio_duration_too_long"), ("a.m4a", 60, nil),
            ("a.m4a", 60.1, "audio_duration_too_long"), ("a.aac", 60, nil), ("a.aac", 61, "audio_duration_too_long"),
        ] as [(String, Double, String?)]
    )
    func lipsyncTakesTwoToSixtySecondsOfSound(name: String, seconds: Double, type: String?) async throws {
        let field = try MediaBench.field(MediaBench.lipsync, "audio_url")
        #expect(try await MediaBench.refusal(try await bench.sound(name, seconds: seconds), as: field) == type)
    }

    @Test(arguments: [(104_857_600, nil), (104_857_601, "file_too_large")] as [(Int, String?)])
    func aVideoHasAtMostHundredMegabytes(size: Int, type: String?) async throws {
        let path = try await bench.video()
        try bench.grow(path, to: size)
        for endpoint in [MediaBench.videoToAudio, MediaBench.lipsync] {
            let field = try MediaBench.field(endpoint, "video_url")
            #expect(try await MediaBench.refusal(path, as: field) == type)
        }
    }

    @Test(arguments: [(5_242_880, nil), (5_242_881, "file_too_large")] as [(Int, String?)])
    func aSoundHasAtMostFiveMegabytes(size: Int, type: String?) async throws {
        let path = try await bench.sound("a.m4a", seconds: 5)
        try bench.grow(path, to: size)
        #expect(try await MediaBench.refusal(path, as: try MediaBench.field(MediaBench.lipsync, "audio_url")) == type)
    }

    @Test func aVideoMustBeOneWhateverItsName() async throws {
        let field = try MediaBench.field(MediaBench.videoToAudio, "video_url")
        let plain = try await bench.video(width: 64, height: 64)
        let sound = try await bench.sound("a.m4a", seconds: 5)
        let bad = [
            try await bench.ffmpeg("webm.mp4", ["-i", plain, "-c:v", "libvpx", "-f", "webm"]),
            try await bench.ffmpeg("matroska.mov", ["-i", plain, "-c", "copy", "-f", "matroska"]),
            try await bench.ffmpeg("avi.mp4", ["-i", plain, "-c", "copy", "-f", "avi"]),
            try await bench.ffmpeg("sound.mp4", ["-i", sound, "-c", "copy"]),
            try await bench.ffmpeg("picture.mp4", ["-i", plain, "-frames:v", "1", "-f", "image2", "-c:v", "png"]),
            try bench.write([], to: "empty.mp4"),
            try bench.write(Array("<!DOCTYPE html><html><body>Not Found</body></html>".utf8), to: "html.mp4"),
        ]
        for path in bad {
            #expect(try await MediaBench.refusal(path, as: field) == "unsupported_video_format", "\(path)")
        }
        let mov = try await bench.ffmpeg("named.mp3", ["-i", plain, "-c", "copy", "-f", "mov"])
        #expect(try await MediaBench.refusal(mov, as: field) == nil)
    }

    @Test func aSoundMustBeOneWhateverItsName() async throws {
        let field = try MediaBench.field(MediaBench.lipsync, "audio_url")
        for name in ["a.ogg", "a.flac"] {
            #expect(
                try await MediaBench.refusal(try await bench.sound(name, seconds: 5), as: field)
                    == "unsupported_audio_format"
            )
        }
        #expect(
            try await MediaBench.refusal(try await bench.video(width: 64, height: 64), as: field)
                == "unsupported_audio_format"
        )
    }

    @Test func whatHasNotComeWholeCannotBeRead() async throws {
        let field = try MediaBench.field(MediaBench.videoToAudio, "video_url")
        let whole = try Workbench.bytes(Place.fixture("video-to-audio/input.mp4"))
        for count in [20_000, 200, 32] {
            let path = try bench.write(whole.prefix(count), to: "cut.mp4")
            #expect(try await MediaBench.refusal(path, as: field) == "input_value_error")
            try bench.discard("cut.mp4")
        }
    }

    @Test func withoutHelperOnlyTheSizeIsKnown() async throws {
        let field = try MediaBench.field(MediaBench.videoToAudio, "video_url")
        let path = try await bench.video(seconds: 30, width: 64, height: 64)
        guard case .read(_, nil) = try await MediaBench.read(path, as: field, workers: nil) else {
            Issue.record("what cannot be looked into is accepted")
            return
        }
        try bench.grow(path, to: 104_857_601)
        guard case .refused(let error) = try await MediaBench.read(path, as: field, workers: nil) else {
            Issue.record("the size needs no helper")
            return
        }
        #expect(error.type == "file_too_large")
    }
}
