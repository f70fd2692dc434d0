public import JSON

/// A file in a model's output.
///
/// Field order `url, content_type, file_name, file_size` as captured (Kling 3, 2026-05).
public struct OutputFile: Sendable, Hashable {
    /// Where the file can be fetched.
    public var url: String
    /// Its media type.
    public var contentType: String
    /// Its name, as in `dubbed_video.mp4`.
    public var fileName: String
    /// Its size in bytes.
    public var fileSize: Int

    /// Makes a description of a file.
    public init(url: String, contentType: String, fileName: String, fileSize: Int) {
        self.url = url
        self.contentType = contentType
        self.fileName = fileName
        self.fileSize = fileSize
    }

    /// The file as it appears in a result.
    public var json: JSONValue {
        [
            "url": .string(JSONString(url)),
            "content_type": .string(JSONString(contentType)),
            "file_name": .string(JSONString(fileName)),
            "file_size": .number(.integer(Int64(fileSize))),
        ]
    }
}
