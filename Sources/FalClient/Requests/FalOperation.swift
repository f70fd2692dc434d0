/// What a request asks of fal; how often it may be asked depends on it.
public enum FalOperation: String, Sendable, Hashable, CaseIterable {
    /// A request to the queue, which costs.
    case submit
    /// A synchronous run, which costs.
    case run
    /// A look at a request.
    case status
    /// What came of a request.
    case result
    /// The end of a request before its time.
    case cancel
    /// A place to upload to, a part of a file, the end of an upload.
    case upload
    /// An output.
    case download

    /// Whether asking twice does no more than asking once.
    public var isRepeatable: Bool {
        switch self {
        case .submit, .run: false
        case .status, .result, .cancel, .upload, .download: true
        }
    }
}
