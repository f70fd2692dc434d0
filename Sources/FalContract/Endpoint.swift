public import JSON

/// An endpoint that cases submit to.
public struct Endpoint: Sendable, Hashable {
    /// `owner/alias/path`.
    public let id: String
    /// `owner/alias`, which the URLs of a request name.
    public let application: String
    /// An input that it takes.
    public let input: JSONValue
    /// The files of its output, in their order.
    let outputs: [String]

    /// The path inside the application.
    var path: String { String(id.dropFirst(application.count + 1)) }

    /// `fal-ai/kling-video/video-to-audio`, with the input of fal's model page.
    public static let videoToAudio = Endpoint(
        id: "fal-ai/kling-video/video-to-audio",
        application: "fal-ai/kling-video",
        input: [
            "video_url":
                "https://storage.googleapis.com/falserverless/model_tests/kling/kling-v2.5-turbo-pro-image-to-video-output.mp4"
        ],
        outputs: ["video", "audio"]
    )

    /// `fal-ai/kling-video/lipsync/audio-to-video`, with the input of fal's model page.
    public static let lipsync = Endpoint(
        id: "fal-ai/kling-video/lipsync/audio-to-video",
        application: "fal-ai/kling-video",
        input: [
            "video_url": "https://fal.media/files/koala/8teUPbRRMtAUTORDvqy0l.mp4",
            "audio_url": "https://storage.googleapis.com/falserverless/kling/kling-audio.mp3",
        ],
        outputs: ["video"]
    )

    /// Both.
    static let all = [videoToAudio, lipsync]
}
