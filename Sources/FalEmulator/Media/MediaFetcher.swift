/// A file that is to be fetched.
public struct MediaDownload: Sendable, Hashable {
    /// Where it is.
    public let target: WebhookTarget
    /// Which addresses the host may have: a name can lead anywhere, and somewhere else each time it is asked for.
    public let reach: Reach
    /// The most that is read, in bytes.
    public let maximumBytes: Int
    /// How long it may take, in real time.
    public let timeout: Duration

    /// Addresses that may be connected to.
    public enum Reach: Sendable, Hashable {
        /// Those of this machine only.
        case loopback
        /// Any but those of this machine, its link, and groups: the host was allowed by its full name or address.
        case named
        /// Addresses of the public internet: the host was allowed by a pattern.
        case publicOnly
    }

    /// What came of it.
    public enum Outcome: Sendable, Hashable {
        /// The host answered; `location` is where a redirect leads.
        case answered(status: Int, location: String?, body: [UInt8])
        /// The file is larger than what is read.
        case tooLarge
        /// There was no answer; the text says why.
        case unreachable(String)
    }
}

/// Fetches a file, following no redirect.
public typealias MediaFetcher = @Sendable (MediaDownload) async -> MediaDownload.Outcome
