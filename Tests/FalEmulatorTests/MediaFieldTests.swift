import JSON
import OpenAPIValidator
import Testing

@testable import FalEmulator

@Suite struct MediaFieldTests {
    private func reader(_ input: String) throws -> MediaFieldReader {
        let text = """
            {"openapi": "3.0.4", "paths": {}, "components": {"schemas": {"Input": \(input), "Element": {"type": "object",
            "properties": {"frontal_image_url": {"anyOf": [{"type": "string", "x-fal": {"min_width": 300},
            "ui": {"field": "image"}}, {"type": "null"}]}}}, "Loop": {"type": "object", "properties": {"next":
            {"$ref": "#/components/schemas/Loop"}, "image_url": {"type": "string"}}}}}}
            """
        let document = try OpenAPIDocument(try JSONParser.parse(Array(text.utf8)))
        return MediaFieldReader(try #require(JSONPointer("/components/schemas/Input")), in: document)
    }

    @Test func limitsStandOnThePropertyItsBranchOrItsItems() throws {
        let fields = try reader(
            """
            {"type": "object", "properties": {
              "prompt": {"type": "string"},
              "video_url": {"type": "string", "x-fal": {"max_duration": 10.05}},
              "image_urls": {"anyOf": [{"type": "array", "items": {"type": "string", "x-fal": {"min_width": 300}}}, {"type": "null"}]},
              "elements": {"type": "array", "items": {"$ref": "#/components/schemas/Element"}},
              "voice": {"type": "string", "_fal_ui_field": "audio", "x-fal": {"max_file_size": 5}},
              "speech": {"type": "string", "x-fal": {"min_duration": 1}},
              "archive": {"type": "string", "x-fal": {"max_file_size": 7}}
            }}
            """
        ).fields
        #expect(fields.map(\.kind) == [.video, .image, .image, .audio, .audio, .file])
        #expect(fields[0].limits.maximumDuration == .double(10.05))
        #expect(fields[1].path == [.member("image_urls"), .everyElement])
        #expect(fields[1].limits.minimumWidth == 300)
        #expect(fields[2].path == [.member("elements"), .everyElement, .member("frontal_image_url")])
        #expect(fields[2].limits.minimumWidth == 300)
        #expect(fields[5].limits.maximumFileSize == 7)
    }

    @Test func aSchemaThatLeadsBackToItselfEnds() throws {
        #expect(try !reader(##"{"$ref": "#/components/schemas/Loop"}"##).fields.isEmpty)
    }

    @Test func valuesAreFoundWhereTheyStand() throws {
        let field = MediaField(
            path: [.member("elements"), .everyElement, .member("image_url")],
            kind: .image,
            limits: .init()
        )
        let values = field.values(in: [
            "elements": [["image_url": "a"], ["other": 1], ["image_url": .null], ["image_url": "b"]]
        ])
        #expect(values.map(\.url) == ["a", "b"])
        #expect(
            values.map(\.location) == [["body", "elements", 0, "image_url"], ["body", "elements", 3, "image_url"]]
        )
    }

    @Test func theTwoDocumentsSayWhatTheirPagesSay() throws {
        let video = try MediaBench.field(MediaBench.videoToAudio, "video_url")
        #expect(video.kind == .video)
        #expect(video.limits.formats == [".mp4", ".mov"])
        #expect(video.limits.maximumFileSize == 104_857_600)
        #expect(video.limits.minimumDuration == .integer(3))
        #expect(video.limits.maximumDuration == .integer(20))
        let audio = try MediaBench.field(MediaBench.lipsync, "audio_url")
        #expect(audio.kind == .audio)
        #expect(audio.limits.maximumFileSize == 5_242_880)
        #expect(audio.limits.minimumDuration == .integer(2))
        #expect(audio.limits.maximumDuration == .integer(60))
    }

    @Test func examplesAreKnown() throws {
        let examples = try Repository.models.get().exampleURLs
        #expect(examples.contains("https://fal.media/files/koala/8teUPbRRMtAUTORDvqy0l.mp4"))
        #expect(examples.contains("https://storage.googleapis.com/falserverless/kling/kling-audio.mp3"))
    }
}
