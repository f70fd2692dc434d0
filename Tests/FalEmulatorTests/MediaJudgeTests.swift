import FalAPI
import JSON
import MediaTools
import Testing

@testable import FalEmulator

/// The words of every refusal, and limits of other documents.
@Suite struct MediaJudgeTests {
    private let value = MediaField.Value(location: ["body", "video_url"], url: "https://example.com/a.mp4")

    private func judge(_ kind: MediaKind, _ limits: String) throws -> MediaJudge {
        let schema = try JSONParser.parse(Array(limits.utf8))
        return MediaJudge(MediaField(path: [.member("video_url")], kind: kind, limits: MediaLimits(schema)), value)
    }

    private func facts(
        _ container: String,
        _ seconds: Double?,
        width: Int? = nil,
        height: Int? = nil,
        rate: Double? = nil,
        sound: String? = nil
    ) -> MediaReport {
        var facts = MediaFacts(container: container)
        facts.duration = seconds
        facts.soundCodec = sound
        if let width {
            facts.picture = .init(codec: "h264", width: width, height: height)
            facts.picture?.framesPerSecond = rate
        }
        return .facts(facts)
    }

    private func text(_ error: ModelError?) -> String? {
        error.map { String(decoding: $0.entry.serialized(), as: UTF8.self) }
    }

    @Test func wordsOfRefusals() throws {
        let v = try judge(
            .video,
            #"{"x-fal": {"max_file_size": 100, "min_duration": 3, "max_duration": 20}, "x-falsework-formats": [".mp4", ".mov"]}"#
        )
        let start = #"{"loc":["body","video_url"],"msg":"#
        let end = #","input":"https://example.com/a.mp4"}"#
        func url(_ type: String) -> String { #","type":"\#(type)","url":"https://docs.fal.ai/errors#\#(type)""# }
        #expect(
            text(v.refusal(size: 101))
                == start + #""File too large""# + url("file_too_large") + #","ctx":{"max_size":100}"# + end
        )
        #expect(v.refusal(size: 100) == nil)
        #expect(
            text(v.refusal(facts("mp4", 20.1, width: 64, height: 64)))
                == start
                + #""Video duration exceeds the maximum allowed. Maximum is 20 seconds, provided is 20.1 seconds.""#
                + url("video_duration_too_long") + #","ctx":{"max_duration":20,"provided_duration":20.1}"# + end
        )
        #expect(
            text(v.refusal(facts("mp4", 2, width: 64, height: 64)))
                == start + #""Video duration is too short. Minimum is 3 seconds, provided is 2 seconds.""#
                + url("video_duration_too_short") + #","ctx":{"min_duration":3,"provided_duration":2}"# + end
        )
        #expect(
            text(v.refusal(facts("webm", 5, width: 64, height: 64)))
                == start + #""Unsupported video format. Supported formats are .mp4, .mov.""#
                + url("unsupported_video_format") + #","ctx":{"supported_formats":[".mp4",".mov"]}"# + end
        )
        #expect(
            text(v.errors.notDownloaded)
                == start + #""Failed to download the file. Please check if the URL is accessible and try again.""#
                + url("file_download_error") + end
        )
    }

    @Test func aSoundsWords() throws {
        let a = try judge(.audio, #"{"x-fal": {"min_duration": 2.5, "max_duration": 60}}"#)
        #expect(
            a.refusal(facts("wav", 61, sound: "pcm"))?.message
                == "Audio duration exceeds the maximum allowed. Maximum is 60 seconds, provided is 61 seconds."
        )
        #expect(
            a.refusal(facts("wav", 1.23456, sound: "pcm"))?.message
                == "Audio duration is too short. Minimum is 2.5 seconds, provided is 1.235 seconds."
        )
        #expect(a.refusal(facts("mp3", 60.1, sound: "mp3")) == nil)
        #expect(a.refusal(facts("mp3", 60.11, sound: "mp3"))?.type == "audio_duration_too_long")
        #expect(a.refusal(facts("mp3", 2.49, sound: "mp3"))?.type == "audio_duration_too_short")
    }

    @Test func aLongerSoundThanThePictureDoesNotCount() throws {
        let v = try judge(.video, #"{"x-fal": {"max_duration": 20}}"#)
        var facts = MediaFacts(container: "mp4")
        facts.duration = 20.012
        facts.picture = .init(codec: "h264", width: 64, height: 64)
        facts.picture?.duration = 20
        #expect(v.refusal(.facts(facts)) == nil)
    }

    @Test(
        arguments: [
            (
                #"{"x-fal": {"min_width": 300, "min_height": 300}}"#, 299, 300, "image_too_small",
                #"{"min_height":300,"min_width":300}"#
            ),
            (
                #"{"x-fal": {"min_width": 300, "min_height": 300}}"#, 300, 299, "image_too_small",
                #"{"min_height":300,"min_width":300}"#
            ),
            (#"{"x-fal": {"min_width": 300, "min_height": 300}}"#, 300, 300, nil, nil),
            (
                #"{"x-fal": {"max_width": 3850, "max_height": 3850}}"#, 3_851, 300, "image_too_large",
                #"{"max_height":3850,"max_width":3850}"#
            ),
            (#"{"x-fal": {"max_width": 3850, "max_height": 3850}}"#, 3_850, 3_850, nil, nil),
            (#"{"x-fal": {"min_aspect_ratio": 0.4, "max_aspect_ratio": 2.5}}"#, 2_500, 1_000, nil, nil),
            (#"{"x-fal": {"min_aspect_ratio": 0.4, "max_aspect_ratio": 2.5}}"#, 2_520, 1_000, "input_value_error", nil),
            (#"{"x-fal": {"min_aspect_ratio": 0.4, "max_aspect_ratio": 2.5}}"#, 390, 1_000, "input_value_error", nil),
        ] as [(String, Int, Int, String?, String?)]
    )
    func limitsOfImages(limits: String, width: Int, height: Int, type: String?, context: String?) throws {
        let error = try judge(.image, limits).refusal(facts("png", nil, width: width, height: height))
        #expect(error?.type == type)
        #expect(error?.context.map { String(decoding: JSONValue.object($0).serialized(), as: UTF8.self) } == context)
    }

    @Test(arguments: [(23.9, false), (24, true), (29.97, true), (60, true), (60.1, false)])
    func limitsOfFrameRates(rate: Double, isGood: Bool) throws {
        let v = try judge(.video, #"{"x-fal": {"min_fps": 24, "max_fps": 60}}"#)
        let error = v.refusal(facts("mp4", 5, width: 64, height: 64, rate: rate))
        #expect((error == nil) == isGood)
        if !isGood {
            #expect(
                error?.message.hasPrefix("video_url: frame rate: must be between 24 and 60 FPS, provided is") == true
            )
        }
    }

    @Test func pixelsOfVideos() throws {
        let v = try judge(.video, #"{"x-fal": {"min_width": 720, "max_width": 1920}}"#)
        let error = v.refusal(facts("mp4", 5, width: 719, height: 64))
        #expect(error?.type == "input_value_error")
        #expect(error?.message == "video_url: width: must be between 720 and 1920 pixels, provided is 719")
    }

    @Test func whatIsUnknownIsAccepted() throws {
        let v = try judge(.video, #"{"x-fal": {"min_width": 720, "min_duration": 3}, "x-falsework-formats": [".mp4"]}"#)
        var facts = MediaFacts(container: "mp4")
        #expect(v.refusal(.facts(facts)) == nil)
        facts.picture = .init(codec: "h264")
        #expect(v.refusal(.facts(facts)) == nil)
        #expect(v.refusal(.failed("the helper died")) == nil)
    }

    @Test func withoutLimitsOnlyAnotherKindIsRefused() throws {
        let v = try judge(.video, "{}")
        #expect(v.refusal(.unrecognized) == nil)
        #expect(v.refusal(facts("webm", 5, width: 64, height: 64)) == nil)
        #expect(v.refusal(facts("mp3", 5, sound: "mp3"))?.type == "unsupported_video_format")
        #expect(v.refusal(facts("png", nil, width: 64, height: 64))?.type == "unsupported_video_format")
        #expect(
            try judge(.image, "{}").refusal(facts("mp4", 5, width: 64, height: 64))?.type == "unsupported_image_format"
        )
        #expect(
            try judge(.audio, "{}").refusal(facts("png", nil, width: 64, height: 64))?.type
                == "unsupported_audio_format"
        )
        #expect(try judge(.file, "{}").refusal(facts("zip", nil)) == nil)
    }
}
