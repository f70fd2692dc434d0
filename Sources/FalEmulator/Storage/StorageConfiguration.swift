/// Where uploaded files are kept, and how much of them.
public struct StorageConfiguration: Sendable, Hashable {
    /// The directory below which the emulator makes one of its own for uploads, and removes it at the end; nil: the
    /// system's for temporary files.
    public var directory: String?
    /// How many bytes all uploads of all worlds take together, those of snapshots too.
    public var maximumBytes: UInt64 = 16 << 30
    /// How many objects a world keeps, and how many upload URLs that can still be used.
    public var maximumObjects = 10_000
    /// How many uploads in parts a world may have begun and not completed.
    public var maximumOpenUploads = 256

    /// The largest content that is taken in one piece, in bytes; live storage refuses somewhat more than 99 MB and less
    /// than 114 MB (measured 2026-08), and fal-client 1.0.3 sends more than this in parts.
    public static let largestPiece: UInt64 = 100 << 20

    /// Makes the default configuration.
    public init() {}
}
