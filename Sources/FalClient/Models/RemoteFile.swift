/// A file in an output.
public struct RemoteFile: Codable, Sendable, Hashable {
    /// Where it can be fetched, for as long as it is kept.
    public var url: String
    /// Its media type.
    public var contentType: String?
    /// Its name.
    public var fileName: String?
    /// Its size in bytes.
    public var fileSize: Int?

    /// A file at a URL.
    public init(url: String, contentType: String? = nil, fileName: String? = nil, fileSize: Int? = nil) {
        self.url = url
        self.contentType = contentType
        self.fileName = fileName
        self.fileSize = fileSize
    }

    private enum CodingKeys: String, CodingKey {
        case url
        case contentType = "content_type"
        case fileName = "file_name"
        case fileSize = "file_size"
    }
}
