/// What a request carries.
public enum RequestBody: Sendable, Hashable {
    /// Nothing. POST, PUT and PATCH then say that their body is empty.
    case none
    /// Bytes in memory.
    case bytes([UInt8])
    /// A part of a file, or all of it; read while it is sent.
    case file(FileRange)

    /// How long the body is, in bytes.
    public var count: Int64 {
        switch self {
        case .none: 0
        case .bytes(let bytes): Int64(bytes.count)
        case .file(let range): range.length
        }
    }
}

/// A part of a file.
public struct FileRange: Sendable, Hashable {
    /// Where the file lies.
    public var path: String
    /// Where the part begins, in bytes from the start of the file.
    public var offset: Int64
    /// How long it is, in bytes. A file that ends before makes the transport throw.
    public var length: Int64

    /// A part of the file at the path.
    public init(path: String, offset: Int64, length: Int64) {
        self.path = path
        self.offset = offset
        self.length = length
    }
}
