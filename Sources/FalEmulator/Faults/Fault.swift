internal import HTTPTypes

/// What goes wrong with one answer, beyond what fal's own errors are.
enum Fault: Sendable, Hashable {
    /// Another answer takes its place: a gateway's, an account's.
    case answer(CannedAnswer)
    /// The answer begins later, in real time.
    case latency(Delay)
    /// The body comes slowly.
    case slowBody(bytesPerSecond: Int)
    /// The connection breaks after so many bytes of the body.
    case cutBody(after: Int)
    /// The connection is reset instead of an answer.
    case reset
    /// The connection is closed instead of an answer.
    case emptyReply
    /// Bytes that are no HTTP come instead of an answer.
    case garbage(bytes: Int)
    /// A stream of events falls silent after so many frames, and stays open.
    case stalledStream(after: Int)
    /// Every frame of a stream comes twice.
    case duplicatedFrames
    /// The frames of a stream come in pieces of so many bytes.
    case splitFrames(bytes: Int)

    /// How long something takes, in seconds.
    enum Delay: Sendable, Hashable {
        /// Always the same.
        case fixed(Double)
        /// Anything between, equally likely.
        case uniform(from: Double, to: Double)
        /// A bell around a mean, never below 0.
        case normal(mean: Double, deviation: Double)
        /// What network latencies look like: a median, and the spread of its logarithm.
        case logNormal(median: Double, sigma: Double)
    }
}

/// An answer that is given as it stands.
struct CannedAnswer: Sendable, Hashable {
    /// The status code.
    var status: Int
    /// The header fields.
    var headers: HTTPFields
    /// The body.
    var body: [UInt8]
    /// Whether `x-fal-request-id` is among the headers, with the request's id or a new one. An answer of fal's ingress has
    /// none, and the Python client repeats only those (fal-client 1.0.3).
    var carriesRequestID = false
}

/// When a fault happens: which calls of which operation it strikes.
struct FaultRule: Sendable, Hashable {
    /// What goes wrong.
    var fault: Fault
    /// The operations that it strikes; empty: all.
    var operations: Set<Operation> = []
    /// Which calls, counted for this rule from the first that its other conditions let through.
    var calls = CallPattern.all
    /// How often it strikes of the calls that it may, 0 to 1, decided by the world's seed.
    var probability = 1.0
    /// How often it strikes at most; nil: without end.
    var times: Int?
    /// Whether the request is carried out although its answer is lost; for answers, resets, empty replies and garbage.
    var isCarriedOut = false
}
