/// Where the body of a request goes; decided by `ServerConfiguration.chooseBody` when the head is there and the body is
/// not.
public enum BodyDestination: Sendable {
    /// Into memory.
    /// - Parameter limit: the most that is taken, in bytes, at most `maximumBodyBytes`, which nil means; beyond it the
    ///   server answers 413 by itself.
    case memory(limit: Int?)
    /// Into a file, piece by piece as it comes. A body that cannot be stored is thrown away, and the handler learns why
    /// from `Request.bodyFailure`.
    case file(BodyFileTarget)
    /// Nowhere: the handler answers by the head alone, before `100 Continue` where the client waits for that, and what
    /// comes all the same is thrown away.
    case nowhere
}

/// Decides where bodies go; called on several threads at once, for requests that announce a body. The request it gets
/// has none yet.
public typealias BodyChooser = @Sendable (Request) -> BodyDestination

/// How a body is kept in a file.
public struct BodyFileTarget: Sendable {
    /// The directory in which the file is made, under a name that nobody can guess.
    public var directory: String
    /// The largest body in bytes.
    public var limit: UInt64
    /// What the bytes are taken from; nil: there is no common bound.
    public var budget: DiskBudget?
    /// Makes what digests the content while it comes in; nil: nobody wants to know.
    public var makeDigest: (@Sendable () -> any ContentDigest)?

    /// Describes a place for a body.
    public init(
        directory: String,
        limit: UInt64,
        budget: DiskBudget? = nil,
        makeDigest: (@Sendable () -> any ContentDigest)? = nil
    ) {
        self.directory = directory
        self.limit = limit
        self.budget = budget
        self.makeDigest = makeDigest
    }

    /// How much of a body that is too large is read and thrown away, so that its sender reads the answer.
    var discardLimit: UInt64 { max(10 * min(limit, 1 << 40), 4 << 20) }
}

/// Digests content that comes in pieces, on one thread.
public protocol ContentDigest: AnyObject {
    /// Takes in the next piece.
    func update(_ bytes: RawSpan)
    /// The digest of all that came in, as text; called once, at the end.
    func finish() -> String
}

/// Why a request comes without the body that it announced.
public enum BodyFailure: Sendable, Hashable {
    /// It was not wanted.
    case unwanted
    /// It was larger than its file may be.
    case tooLarge
    /// The budget was used up.
    case overBudget
    /// The disk would not take it; the system's words.
    case notStored(String)
}
