import FalClient
import Foundation
import JSON

/// The code of the articles and of the README: it compiles here, and `SnippetTests` holds the texts to it.
enum Snippets {
    static func firstCall() async throws {
        // snippet
        let fal = FalClient.withCredentials(.keyPair("FAL_KEY_ID:FAL_KEY_SECRET"))
        let output = try await fal.subscribe(
            to: KlingVideo.VideoToAudio.self,
            input: .init(videoURL: "https://example.com/clip.mp4", soundEffectPrompt: "rain on a tin roof")
        )
        print(output.video.url, output.audio.url)
        // end
    }

    static func proxy() {
        // snippet
        let fal = FalClient.withProxy("https://example.com/api/fal/proxy")
        // end
        _ = fal
    }

    static func files(_ fal: FalClient, _ recording: Data) async throws {
        // snippet
        let input = KlingVideo.LipsyncAudioToVideo.Input(
            videoURL: .file("speaker.mp4"),
            audioURL: .data(recording, ofType: .audioMpeg)
        )
        for fault in input.validate() { print(fault) }
        let output = try await fal.subscribe(to: KlingVideo.LipsyncAudioToVideo.self, input: input)
        try await fal.storage.download(output.video.url, to: "dubbed.mp4")
        // end
    }

    static func json(_ fal: FalClient) async throws {
        // snippet
        let image = try await fal.subscribe(to: "fal-ai/flux/dev", input: ["prompt": "a lighthouse", "num_images": 2])
        print(image["images"]?[0]?["url"]?.string ?? "none")
        // end
    }

    static func types(_ fal: FalClient) async throws {
        // snippet
        struct Prompt: Encodable, Sendable { var prompt: String }
        struct Images: Decodable, Sendable { var images: [RemoteFile] }
        let made: Images = try await fal.subscribe(to: "fal-ai/flux/dev", input: Prompt(prompt: "a lighthouse"))
        // end
        _ = made
    }

    static func updates(_ fal: FalClient, _ input: KlingVideo.VideoToAudio.Input) async throws {
        // snippet
        var options = SubscribeOptions(updates: .streaming, timeout: .seconds(600), includeLogs: true)
        options.submit.priority = .low
        options.submit.startTimeout = .seconds(120)
        let output = try await fal.subscribe(to: KlingVideo.VideoToAudio.self, input: input, options: options) {
            print($0.state, $0.queuePosition ?? 0)
            for log in $0.logs { print(log.message) }
        }
        // end
        _ = output
    }

    static func handles(_ fal: FalClient, _ input: KlingVideo.VideoToAudio.Input) async throws {
        // snippet
        let handle = try await fal.queue.submit(KlingVideo.VideoToAudio.self, input: input)
        let later = try fal.queue.request(handle.endpoint, id: handle.requestID)
        for try await update in later.updates(includeLogs: true) { print(update.state) }
        let output = try await later.result(as: KlingVideo.VideoToAudio.Output.self)
        // end
        _ = output
    }

    static func offline() {
        // snippet
        let fal = FalClient.withFalsework("http://127.0.0.1:8787")
        // end
        _ = fal
    }

    static func errors(_ fal: FalClient, _ input: KlingVideo.VideoToAudio.Input) async throws {
        // snippet
        do {
            _ = try await fal.subscribe(to: KlingVideo.VideoToAudio.self, input: input)
        } catch let error as FalError where error.code == .invalidInput {
            for detail in error.details { print(detail.field, detail.type, detail.message) }
        } catch let error as FalError where error.isRetryable {
            print("try again later:", error)
        }
        // end
    }

    static func readme() async throws {
        // snippet
        let fal = FalClient.withFalsework("http://127.0.0.1:8787")
        let output = try await fal.subscribe(
            to: KlingVideo.VideoToAudio.self,
            input: .init(videoURL: "https://example.com/clip.mp4")
        ) { print($0.state) }
        print(output.video.url)
        // end
    }
}
