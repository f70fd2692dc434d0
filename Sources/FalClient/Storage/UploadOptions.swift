/// How files are uploaded.
public struct UploadOptions: Sendable, Hashable {
    /// Files larger than this go up in parts, in bytes; as @fal-ai/client 1.10.1 does.
    public var multipartThreshold: Int64 = 90 * 1024 * 1024
    /// How large a part is, in bytes; as both official clients have it.
    public var partBytes: Int64 = 10 * 1024 * 1024
    /// How many parts are under way at once.
    public var parallelParts = 4
    /// How long files are kept, in seconds; nil for as long as the account says.
    public var expirationSeconds: Int?

    /// The defaults.
    public init() {}
}

/// How far an upload is.
public struct UploadProgress: Sendable, Hashable {
    /// How many bytes have arrived.
    public var sentBytes: Int64
    /// How many there are; nil as long as a stream's end is not in sight.
    public var totalBytes: Int64?

    /// The part that has arrived, from 0 to 1; nil as long as the whole is not known.
    public var fraction: Double? {
        totalBytes.map { $0 == 0 ? 1 : Double(sentBytes) / Double($0) }
    }
}
