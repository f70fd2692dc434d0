public import JSON

/// Why a call to fal failed. A cancelled task throws `CancellationError` instead.
///
/// Printed, it shows code, status, fal's text and the request's id; never a header, a URL's query or an input.
public struct FalError: Error, Sendable {
    /// The kind of the failure.
    public let code: Code

    /// What went wrong, in one line.
    public var message: String

    /// The status code of the answer; nil when there was none.
    public var status: Int?

    /// The text under `detail`; nil where that is a list (`details`) or missing.
    public var detail: String?

    /// fal's name of the failure, as in `request_timeout` or `content_policy_violation`: `error_type`, else the header
    /// `x-fal-error-type`, else the type of the first of the details. An open set.
    public var errorType: String?

    /// The request that failed, for fal's support; nil when it got no id.
    public var requestID: String?

    /// Whether the same request, sent later, can succeed: what `x-fal-needs-retry` says, else what the status means.
    public var isRetryable = false

    /// Whether a submit or a run without an answer may be under way, and may cost, all the same.
    public var mayHaveBeenAccepted = false

    /// Whose deadline passed, from `x-fal-request-timeout-type`: `user` for one that the caller set.
    public var timeoutType: String?

    /// What was refused, field by field: what is wrong with the input, or what the model failed at.
    public var details: [ErrorDetail] = []

    /// The beginning of the answer's body, at most `bodyLimit` bytes.
    public var body: [UInt8] = []

    /// What failed below: a `TransportError`, a `DecodingError`, an `EncodingError`.
    public var underlying: (any Error)?

    /// How much of a refusal's body is kept, in bytes.
    public static let bodyLimit = 64 * 1024

    /// A failure of that kind.
    public init(_ code: Code, _ message: String, status: Int? = nil, underlying: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.status = status
        self.underlying = underlying
    }

    /// The body as JSON; nil if it is something else, or cut off.
    public var bodyJSON: JSONValue? { try? JSONParser.parse(body, as: .python) }
}

extension FalError {
    /// The kind of a failure.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case invalidArgument, unauthorized, forbidden, notFound, refused, invalidInput, tooManyRequests
            case requestTimedOut, requestCancelled, notCompleted, serverFailed, unexpectedStatus
            case invalidAnswer, undecodableOutput, transport, timedOut, unreadableFile
        }

        private let kind: Kind

        private init(_ kind: Kind) {
            self.kind = kind
        }

        /// Something that the client was given cannot be used; nothing was sent.
        public static let invalidArgument = Self(.invalidArgument)
        /// 401: no key, or not a valid one.
        public static let unauthorized = Self(.unauthorized)
        /// 403: the account may not, as when its balance is exhausted.
        public static let forbidden = Self(.forbidden)
        /// 404: there is no such endpoint or request.
        public static let notFound = Self(.notFound)
        /// Another status from 400 on: the request is not one that fal takes.
        public static let refused = Self(.refused)
        /// 422: the input breaks a rule, or the model cannot work with it. `details` says why.
        public static let invalidInput = Self(.invalidInput)
        /// 429: too many requests at once.
        public static let tooManyRequests = Self(.tooManyRequests)
        /// 504 because of the deadline that the request came with: it did not start in time.
        public static let requestTimedOut = Self(.requestTimedOut)
        /// 499: the request was cancelled.
        public static let requestCancelled = Self(.requestCancelled)
        /// The result was asked for before the request was completed.
        public static let notCompleted = Self(.notCompleted)
        /// A status from 500 on: the platform or the model failed.
        public static let serverFailed = Self(.serverFailed)
        /// A status that means nothing here.
        public static let unexpectedStatus = Self(.unexpectedStatus)
        /// The answer is not what fal would say: not JSON, no id in it, a redirect that must not be followed.
        public static let invalidAnswer = Self(.invalidAnswer)
        /// The output does not decode as the type that was asked for.
        public static let undecodableOutput = Self(.undecodableOutput)
        /// There was no answer: `underlying` is a `TransportError`.
        public static let transport = Self(.transport)
        /// A deadline of the client passed.
        public static let timedOut = Self(.timedOut)
        /// A file to upload cannot be read, or one to save cannot be written.
        public static let unreadableFile = Self(.unreadableFile)

        /// The kind's name.
        public var description: String { kind.rawValue }
    }
}

extension FalError: CustomStringConvertible {
    /// Message, status, type and id.
    public var description: String {
        var facts: [String] = []
        if let status { facts.append("HTTP \(status)") }
        if let errorType { facts.append(errorType) }
        if let requestID { facts.append("request \(requestID)") }
        return facts.isEmpty ? message : "\(message) (\(facts.joined(separator: ", ")))"
    }
}

extension FalError: CustomDebugStringConvertible, CustomReflectable {
    /// As printed.
    public var debugDescription: String { description }

    /// What may be shown: of the body, which can repeat an input, only the size.
    public var customMirror: Mirror {
        Mirror(
            self,
            children: [
                "code": code, "message": message, "status": status as Any, "errorType": errorType as Any,
                "requestID": requestID as Any, "isRetryable": isRetryable, "details": details, "bodyBytes": body.count,
            ]
        )
    }
}
