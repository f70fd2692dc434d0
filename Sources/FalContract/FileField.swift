/// An input that names a file, with what the model's OpenAPI document says of it: `x-fal`, and the formats in its description.
public struct FileField: Sendable {
    /// The endpoint.
    public let endpoint: Endpoint
    /// The input's name.
    public let name: String
    /// The limits by the names that the document has for them; seconds, pixels, bytes.
    public let limits: [String: Int]
    /// The extensions of the kinds that are taken.
    public let formats: [String]
    /// What ids of cases call the endpoint.
    let shortName: String

    /// `video` or `audio`.
    var kind: String { String(name.prefix { $0 != "_" }) }

    /// Those of both endpoints.
    public static let all: [FileField] = [
        FileField(
            endpoint: .videoToAudio,
            name: "video_url",
            limits: ["max_file_size": 104_857_600, "min_duration": 3, "max_duration": 20],
            formats: [".mp4", ".mov"],
            shortName: "video-to-audio"
        ),
        FileField(
            endpoint: .lipsync,
            name: "video_url",
            limits: [
                "max_file_size": 104_857_600, "min_width": 720, "min_height": 720, "max_width": 1_920,
                "max_height": 1_920, "min_duration": 2, "max_duration": 10,
            ],
            formats: [".mp4", ".mov"],
            shortName: "lipsync"
        ),
        FileField(
            endpoint: .lipsync,
            name: "audio_url",
            limits: ["max_file_size": 5_242_880, "min_duration": 2, "max_duration": 60],
            formats: [".mp3", ".wav", ".m4a", ".aac"],
            shortName: "lipsync"
        ),
    ]

    /// A file of the field's kind.
    func file(milliseconds: Int = 5_000, width: Int = 720, height: Int = 720) -> [UInt8] {
        kind == "audio"
            ? SmallMedia.sound(milliseconds: milliseconds)
            : SmallMedia.video(milliseconds: milliseconds, width: width, height: height)
    }

    /// A good file of another kind.
    var otherKind: [UInt8] {
        kind == "audio"
            ? SmallMedia.video(milliseconds: 5_000, width: 720, height: 720) : SmallMedia.sound(milliseconds: 5_000)
    }
}
