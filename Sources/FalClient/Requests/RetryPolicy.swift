/// What is tried again, and when: a value without clock and chance of its own.
///
/// What a request cost once must not cost twice: a submit or a run is repeated only when it cannot have been accepted, that
/// is when there was no connection, or when the answer is 408, 429, or 503 without an `x-fal-request-id`, which the
/// gateway gives before it takes a request in. When the connection broke, or the gateway answered 502 or 504, the request may be
/// under way: the error says so (`FalError.mayHaveBeenAccepted`), and nothing is sent again unless
/// `repeatsUncertainSubmits` is set. A run that its application answered with `x-fal-needs-retry` is over, and free: it is
/// repeated.
///
/// Everything else can be asked again. An answer with `x-fal-request-timeout-type: user` is never: the deadline was the
/// caller's. A result with an `x-fal-request-id` is the application's, and stays what it is.
///
/// Source: fal's documentation, "Retries"; fal-client 1.0.3 (408, 409, 429, gateway errors without `x-fal-request-id`);
/// @fal-ai/client 1.10.1 (polls also after 500).
public struct RetryPolicy: Sendable, Hashable {
    /// How often something is tried at most, the first time included.
    public var maximumAttempts = 5
    /// The wait before the second attempt, without its spread.
    public var baseDelay: Duration = .milliseconds(500)
    /// How much longer each wait is than the one before.
    public var multiplier = 2.0
    /// The longest wait, without its spread.
    public var maximumDelay: Duration = .seconds(30)
    /// How much a wait varies: by up to this part of it, to both sides.
    public var jitter = 0.25
    /// The longest wait that a server can ask for with `Retry-After`; one that asks for more gets no second attempt.
    public var maximumRetryAfter: Duration = .seconds(60)
    /// No attempt begins later than this after the first.
    public var maximumElapsed: Duration = .seconds(180)
    /// Whether a submit or a run that may have been accepted is sent again, as the official clients do.
    public var repeatsUncertainSubmits = false

    /// The defaults.
    public init() {}

    /// Nothing is tried again.
    public static var never: RetryPolicy {
        var policy = RetryPolicy()
        policy.maximumAttempts = 1
        return policy
    }

    /// What went wrong.
    public enum Failure: Sendable, Hashable {
        /// There is no answer.
        case transport(TransportError.Code)
        /// The answer did not come in time.
        case timedOut
        /// The answer is a refusal.
        case answer(Answer)
    }

    /// What counts of an answer.
    public struct Answer: Sendable, Hashable {
        /// The status code.
        public var status: Int
        /// Whether it has an `x-fal-request-id`: it then comes from the application or the queue, and not from a gateway in
        /// front of them.
        public var hasRequestID = false
        /// `x-fal-request-timeout-type`.
        public var timeoutType: String?
        /// `x-fal-needs-retry`: whether trying again can help.
        public var needsRetry: Bool?
        /// What `Retry-After` asks for.
        public var retryAfter: Duration?

        /// An answer of that status.
        public init(status: Int) {
            self.status = status
        }
    }

    /// How long to wait before the next attempt; nil for none.
    /// - Parameters:
    ///   - failure: what went wrong.
    ///   - operation: what was asked.
    ///   - attempt: how many attempts there were.
    ///   - elapsed: how long ago the first one began.
    ///   - random: a number from 0 up to 1.
    public func delay(
        after failure: Failure,
        of operation: FalOperation,
        attempt: Int,
        elapsed: Duration,
        random: Double
    ) -> Duration? {
        guard attempt >= 1, attempt < maximumAttempts, mayRepeat(failure, operation) else { return nil }
        var delay = backoff(attempt: attempt, random: random)
        if case .answer(let answer) = failure, let asked = answer.retryAfter {
            guard asked <= maximumRetryAfter else { return nil }
            delay = max(delay, asked)
        }
        return elapsed + delay <= maximumElapsed ? delay : nil
    }

    /// The wait after so many attempts.
    /// - Parameter random: a number from 0 up to 1.
    public func backoff(attempt: Int, random: Double) -> Duration {
        var delay = baseDelay
        for _ in 1..<max(1, min(attempt, 64)) where delay < maximumDelay { delay = delay * multiplier }
        return min(delay, maximumDelay) * (1 + jitter * (2 * random - 1))
    }

    /// Whether the failure leaves room for another attempt.
    public func mayRepeat(_ failure: Failure, _ operation: FalOperation) -> Bool {
        switch failure {
        case .transport(let code):
            switch code {
            case .badRequest, .unreadableFile, .tlsFailed, .cancelled, .responseTooLarge: false
            case .cannotConnect: true
            default: operation.isRepeatable || repeatsUncertainSubmits
            }
        case .timedOut:
            operation.isRepeatable || repeatsUncertainSubmits
        case .answer(let answer):
            mayRepeat(answer, operation)
        }
    }

    private func mayRepeat(_ answer: Answer, _ operation: FalOperation) -> Bool {
        if answer.timeoutType?.lowercased() == "user" { return false }
        switch answer.status {
        case 408, 429: return true
        case 409: return operation.isRepeatable
        case 500:
            return operation == .status || operation == .upload || (operation == .run && answer.needsRetry == true)
        case 502, 503, 504:
            switch operation {
            case .status, .upload, .download: return true
            case .result, .cancel: return !answer.hasRequestID
            case .submit: return !answer.hasRequestID && (answer.status == 503 || repeatsUncertainSubmits)
            case .run:
                if answer.hasRequestID { return answer.needsRetry == true }
                return answer.status == 503 || repeatsUncertainSubmits
            }
        default: return false
        }
    }
}
