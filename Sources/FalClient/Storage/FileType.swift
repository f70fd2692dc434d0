/// What a file is, as a media type.
public struct FileType: Sendable, Hashable, CustomStringConvertible {
    /// As in `video/mp4`.
    public let mimeType: String

    /// Any type.
    public static func custom(_ mimeType: String) -> FileType { FileType(mimeType: mimeType) }

    /// Image, PNG.
    public static let imagePng = custom("image/png")
    /// Image, JPEG.
    public static let imageJpeg = custom("image/jpeg")
    /// Image, WebP.
    public static let imageWebp = custom("image/webp")
    /// Image, GIF.
    public static let imageGif = custom("image/gif")
    /// Video, MP4.
    public static let videoMp4 = custom("video/mp4")
    /// Video, MPEG.
    public static let videoMpeg = custom("video/mpeg")
    /// Video, QuickTime.
    public static let videoQuickTime = custom("video/quicktime")
    /// Video, WebM.
    public static let videoWebm = custom("video/webm")
    /// Sound, MP3.
    public static let audioMpeg = custom("audio/mpeg")
    /// Sound, WAV.
    public static let audioWav = custom("audio/wav")
    /// Sound, Ogg.
    public static let audioOgg = custom("audio/ogg")
    /// Sound, WebM.
    public static let audioWebm = custom("audio/webm")
    /// Sound, MPEG-4.
    public static let audioMp4 = custom("audio/mp4")
    /// Bytes.
    public static let applicationStream = custom("application/octet-stream")

    private static let types: [(name: String, type: FileType)] = [
        ("png", .imagePng), ("jpg", .imageJpeg), ("jpeg", .imageJpeg), ("webp", .imageWebp), ("gif", .imageGif),
        ("mp4", .videoMp4), ("mpeg", .videoMpeg), ("mpg", .videoMpeg), ("mov", .videoQuickTime), ("webm", .videoWebm),
        ("mp3", .audioMpeg), ("wav", .audioWav), ("ogg", .audioOgg), ("m4a", .audioMp4),
        ("aac", .custom("audio/aac")), ("flac", .custom("audio/flac")), ("json", .custom("application/json")),
        ("zip", .custom("application/zip")), ("txt", .custom("text/plain")), ("bin", .applicationStream),
    ]

    /// What a file's name says; bytes for a name that says nothing.
    public init(fileName: String) {
        let end = fileName.split(separator: "/").last?.split(separator: ".", omittingEmptySubsequences: false)
        let name = (end?.count ?? 0) > 1 ? end?.last?.lowercased() : nil
        self = Self.types.first { $0.name == name }?.type ?? .applicationStream
    }

    private init(mimeType: String) {
        self.mimeType = mimeType
    }

    /// The extension that files of the type have.
    public var fileExtension: String { Self.types.first { $0.type == self }?.name ?? "bin" }

    /// The media type.
    public var description: String { mimeType }
}
