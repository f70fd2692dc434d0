import FalEmulator
import Foundation
import HTTPTypes
import JSON
import Testing

@testable import FalClient

@Suite struct KlingVideoTests {
    private func schema(_ endpoint: String, _ name: String) throws -> JSONValue {
        let path = "\(Repository.root)/openapi/\(endpoint).json"
        let document = try JSONParser.parse([UInt8](Data(contentsOf: URL(filePath: path))))
        return try #require(document["components"]?["schemas"]?[name])
    }

    private func limits(_ field: JSONValue?) -> MediaLimits {
        let rules = field?["x-fal"]
        func range(_ name: String) -> ClosedRange<Double>? {
            guard let low = rules?["min_" + name]?.double, let high = rules?["max_" + name]?.double else { return nil }
            return low...high
        }
        func pixels(_ name: String) -> ClosedRange<Int>? { range(name).map { Int($0.lowerBound)...Int($0.upperBound) } }
        return MediaLimits(
            maximumFileBytes: rules?["max_file_size"]?.integer.map { Int($0) },
            duration: range("duration"),
            width: pixels("width"),
            height: pixels("height")
        )
    }

    private func names(_ input: some Encodable) throws -> Set<String> {
        let value = try JSONParser.parse([UInt8](JSONEncoder().encode(input)))
        return Set((value.object?.keys ?? []).map(\.description))
    }

    @Test func videoToAudioIsWhatItsDocumentSays() throws {
        typealias Endpoint = KlingVideo.VideoToAudio
        let input = try schema(Endpoint.endpointID, "KlingVideoVideoToAudioInput")
        let fields = input["properties"]
        #expect(limits(fields?["video_url"]) == Endpoint.videoLimits)
        for prompt in ["sound_effect_prompt", "background_music_prompt"] {
            #expect(fields?[prompt]?["anyOf"]?[0]?["maxLength"]?.integer == Int64(Endpoint.maximumPromptLength))
        }
        let full = Endpoint.Input(videoURL: "u", soundEffectPrompt: "", backgroundMusicPrompt: "", asmrMode: false)
        #expect(try names(full) == Set((fields?.object?.keys ?? []).map(\.description)))
        #expect(try names(Endpoint.Input(videoURL: "u")) == ["video_url"])
        #expect(input["required"] == ["video_url"])
        let output = try schema(Endpoint.endpointID, "KlingVideoVideoToAudioOutput")
        #expect(output["required"] == ["video", "audio"])
        #expect(try names(Endpoint.Output(video: .init(url: ""), audio: .init(url: ""))) == ["video", "audio"])
    }

    @Test func lipsyncIsWhatItsDocumentSays() throws {
        typealias Endpoint = KlingVideo.LipsyncAudioToVideo
        let input = try schema(Endpoint.endpointID, "KlingVideoLipsyncAudioToVideoInput")
        let fields = input["properties"]
        #expect(limits(fields?["video_url"]) == Endpoint.videoLimits)
        #expect(limits(fields?["audio_url"]) == Endpoint.audioLimits)
        #expect(
            try names(Endpoint.Input(videoURL: "u", audioURL: "u"))
                == Set((fields?.object?.keys ?? []).map(\.description))
        )
        #expect(input["required"] == ["video_url", "audio_url"])
        #expect(try names(Endpoint.Output(video: .init(url: ""))) == ["video"])
        let file = try schema(Endpoint.endpointID, "File")
        let full = RemoteFile(url: "", contentType: "", fileName: "", fileSize: 1)
        #expect(try names(full) == Set((file["properties"]?.object?.keys ?? []).map(\.description)))
        #expect(file["required"] == ["url"])
    }

    /// Prompts at the limit and around it, with characters of one and of several code points.
    private static let prompts: [String?] = [
        nil, "", "short", String(repeating: "x", count: 200), String(repeating: "x", count: 201),
        String(repeating: "\u{1F600}", count: 200), String(repeating: "e\u{301}", count: 101),
        String(repeating: "\r\n", count: 101),
    ]

    @Test(arguments: prompts.indices) func whatIsRefusedHereIsWhatIsRefusedThere(_ index: Int) async throws {
        let input = KlingVideo.VideoToAudio.Input(
            videoURL: "https://example.com/a.mp4",
            soundEffectPrompt: Self.prompts[index],
            backgroundMusicPrompt: Self.prompts[(index + 3) % Self.prompts.count]
        )
        let client = FalClient.test(EmulatorTransport(handler: try Repository.emulator().handler))
        do {
            _ = try await client.run(KlingVideo.VideoToAudio.self, input: input)
            #expect(input.validate() == [])
        } catch let error as FalError {
            #expect(error.code == .invalidInput)
            #expect(error.details == input.validate())
        }
    }

    @Test func aFileThatIsTooLargeIsFoundBeforeItIsUploaded() {
        let large = FalFile.data(Data(count: 5_242_881), ofType: .audioMpeg)
        let faults = KlingVideo.LipsyncAudioToVideo.Input(videoURL: "u", audioURL: large).validate()
        #expect(faults.map(\.type) == ["file_too_large"])
        #expect(faults.map(\.field) == ["audio_url"])
        let fitting = FalFile.data(Data(count: 5_242_880), ofType: .audioMpeg)
        #expect(KlingVideo.LipsyncAudioToVideo.Input(videoURL: "u", audioURL: fitting).validate() == [])
    }

    @Test func filesOfAnInputAreUploadedAndReplaced() async throws {
        struct Input: Encodable, Sendable {
            var video_url: FalFile
            var others: [FalFile]
            var text: String
        }
        let transport = ScriptedTransport(
            then: { request, body in
                if request.method == .put { return try await answer()(request, body) }
                if request.path?.contains("initiate") == true {
                    return try await answer(
                        200,
                        ["file_url": "https://v3.fal.media/f/1", "upload_url": "https://up.example/1?s=1"]
                    )(request, body)
                }
                return try await answer(200, ["request_id": "r1"])(request, body)
            }
        )
        let file = FalFile.data(Data([1, 2, 3]), ofType: .videoMp4, name: "a b.mp4")
        _ = try await FalClient.test(transport).queue.submit(
            "a/b",
            input: Input(video_url: file, others: ["https://x.example/y", file], text: "fal-file")
        )
        #expect(transport.lines.count == 3)
        #expect(transport.sent[0].body == .bytes(Array(#"{"content_type":"video/mp4","file_name":"a_b.mp4"}"#.utf8)))
        #expect(transport.sent[1].body == .bytes([1, 2, 3]))
        #expect(transport.sent[1].request.headerFields[.authorization] == nil)
        #expect(transport.sent[1].request.headerFields[.contentType] == "video/mp4")
        let url = "https://v3.fal.media/f/1"
        #expect(
            transport.sent[2].body
                == .bytes(
                    Array(#"{"others":["https://x.example/y","\#(url)"],"text":"fal-file","video_url":"\#(url)"}"#.utf8)
                )
        )
    }

    @Test func aFileThatWasNotUploadedIsNotEncoded() throws {
        #expect(throws: EncodingError.self) { try JSONEncoder().encode(["a": FalFile.file("/x.mp4")]) }
        #expect(try JSONDecoder().decode([FalFile].self, from: Data(#"["u"]"#.utf8)) == ["u"])
        #expect(FalFile.inline(Data([1]), ofType: .imagePng).url == "data:image/png;base64,AQ==")
    }
}
