public import MediaTools

/// How the emulator treats the files that inputs point at.
public struct MediaConfiguration: Sendable {
    /// How closely files are looked at.
    public var strictness = Strictness.check
    /// What looks into files; nil: their kind, length and size in pixels are not known, and accepted.
    public var workers: MediaWorkers?
    /// Fetches files from this machine, and from the hosts that are allowed.
    public var fetcher: MediaFetcher?
    /// Hosts beside this machine that files may be fetched from.
    public var allowedHosts: [WebhookPattern] = []
    /// The directory below which the emulator makes one of its own for files; nil: the system's for temporary files.
    public var directory: String?
    /// How many bytes the files may take that are made, fetched, or came in `data:` URIs; the oldest make room.
    public var maximumBytes = 2 << 30

    /// How closely files are looked at.
    public enum Strictness: String, Sendable, CaseIterable {
        /// Not at all.
        case off
        /// What can be reached must keep the document's limits.
        case check
        /// Also, `data:` URIs are refused, as one endpoint was once seen to do.
        case strict
    }

    /// The largest file that is fetched where no limit is documented, in bytes.
    static let largestDownload = 256 << 20

    /// Makes the default configuration.
    public init() {}
}
