public import Foundation

/// A file in an input: a URL, or what has yet to be uploaded.
///
/// Where an input holds data or a path, `run`, `subscribe` and `submit` upload it and send its URL instead. Any `Encodable`
/// input can hold some, also `[String: FalFile]`.
public struct FalFile: Sendable, Hashable {
    enum Source: Sendable, Hashable {
        case url(String)
        case data(Data, FileType, name: String?)
        case path(String, FileType?)
    }

    let source: Source

    /// A file that models can fetch: an `https` or a `data:` URL.
    public static func url(_ url: String) -> FalFile { FalFile(source: .url(url)) }

    /// A file that models can fetch.
    public static func url(_ url: URL) -> FalFile { FalFile(source: .url(url.absoluteString)) }

    /// Content to upload.
    /// - Parameter name: the file's name; one is made up otherwise.
    public static func data(_ data: Data, ofType type: FileType, name: String? = nil) -> FalFile {
        FalFile(source: .data(data, type, name: name))
    }

    /// A file on this machine to upload.
    /// - Parameter type: the file's type; by default what its extension says.
    public static func file(_ path: String, ofType type: FileType? = nil) -> FalFile {
        FalFile(source: .path(path, type))
    }

    /// Content that travels in the input itself, as a `data:` URL. For what is small: fal advises against it beyond some MB.
    public static func inline(_ data: Data, ofType type: FileType) -> FalFile {
        .url("data:\(type.mimeType);base64,\(data.base64EncodedString())")
    }

    /// The URL; nil for what has yet to be uploaded.
    public var url: String? {
        if case .url(let url) = source { url } else { nil }
    }
}

extension FalFile: ExpressibleByStringLiteral {
    /// A URL.
    public init(stringLiteral value: String) {
        self = .url(value)
    }
}

extension FalFile: Codable {
    /// Reads a URL.
    public init(from decoder: any Decoder) throws {
        self = .url(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the URL.
    /// - Throws: `EncodingError` for what has not been uploaded, unless the client encodes: it uploads it.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        if let url { return try container.encode(url) }
        guard let collector = encoder.userInfo[PendingFiles.key] as? PendingFiles else {
            throw EncodingError.invalidValue(
                self,
                .init(codingPath: encoder.codingPath, debugDescription: "the file has not been uploaded")
            )
        }
        try container.encode(collector.placeholder(for: self))
    }
}

extension FalFile: CustomStringConvertible {
    /// The URL, or what is to be uploaded; of content, its size.
    public var description: String {
        switch source {
        case .url(let url): url.hasPrefix("data:") ? "data: URL of \(url.utf8.count) bytes" : url
        case .data(let data, let type, _): "\(data.count) bytes of \(type)"
        case .path(let path, _): path
        }
    }
}
