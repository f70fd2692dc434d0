/// Where a value that names a file leads.
enum MediaSource: Sendable {
    /// An example of fal's documentation: the fixtures stand for it.
    case example
    /// A file of this emulator's.
    case own(LocalMedia)
    /// A file that this emulator would have, and has not.
    case gone
    /// The file stands in the value itself.
    case data
    /// A host that may be asked.
    case download(WebhookTarget, MediaDownload.Reach)
    /// Anywhere else; never asked.
    case elsewhere
}

/// A file on this machine.
struct LocalMedia: Sendable {
    /// Where it lies.
    let path: String
    /// Its size in bytes.
    let size: Int
    /// SHA-256 of its content, in hexadecimal digits.
    let digest: String
    /// Keeps the file on the disk; nil for one that stays anyway.
    var owner: (any Sendable)?
}
