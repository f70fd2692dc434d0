public import JSON

/// A failure of the platform around the model, as opposed to one of the model itself.
///
/// Source: fal's documentation, "Request errors".
public struct RequestError: Error, Hashable, Sendable {
    /// What kind of failure; `error_type` on the wire.
    public var type: Kind
    /// The text under `detail`.
    public var detail: String

    /// Makes a failure, in fal's words unless others are given.
    public init(_ type: Kind, detail: String? = nil) {
        self.type = type
        self.detail = detail ?? type.detail
    }

    /// `{"detail":…,"error_type":…}`
    public var body: JSONValue {
        ["detail": .string(JSONString(detail)), "error_type": .string(JSONString(type.rawValue))]
    }

    /// The kinds that fal documents.
    public enum Kind: String, Sendable, CaseIterable {
        case requestTimeout = "request_timeout"
        case startupTimeout = "startup_timeout"
        case runnerSchedulingFailure = "runner_scheduling_failure"
        case runnerConnectionTimeout = "runner_connection_timeout"
        case runnerDisconnected = "runner_disconnected"
        case runnerConnectionRefused = "runner_connection_refused"
        case runnerConnectionError = "runner_connection_error"
        case runnerIncompleteResponse = "runner_incomplete_response"
        case runnerServerError = "runner_server_error"
        case clientDisconnected = "client_disconnected"
        case clientCancelled = "client_cancelled"
        case badRequest = "bad_request"
        case internalError = "internal_error"
        case concurrentRequestsLimit = "concurrent_requests_limit"

        /// The status code that the result answers with.
        public var status: Int {
            switch self {
            case .requestTimeout, .startupTimeout: 504
            case .runnerSchedulingFailure, .runnerConnectionTimeout, .runnerDisconnected, .runnerConnectionRefused,
                .runnerConnectionError:
                503
            case .runnerIncompleteResponse: 502
            case .runnerServerError, .internalError: 500
            case .clientDisconnected, .clientCancelled: 499
            case .badRequest: 400
            case .concurrentRequestsLimit: 429
            }
        }

        /// Whether trying again can help: when a runner could not be had or got lost.
        public var isRetryable: Bool { status == 503 || self == .concurrentRequestsLimit }

        /// The text under `detail`. `Request timed out` is documented, the cancellation's is fal 1.83.0's
        /// (`RequestCancelledException`); the others are inferred.
        public var detail: String {
            switch self {
            case .requestTimeout: "Request timed out"
            case .startupTimeout: "Request timed out while waiting for a runner to start"
            case .runnerSchedulingFailure: "No runner could be scheduled for the request"
            case .runnerConnectionTimeout: "Connection to the runner timed out"
            case .runnerDisconnected: "Runner disconnected while processing the request"
            case .runnerConnectionRefused: "Runner refused the connection"
            case .runnerConnectionError: "Connection to the runner failed"
            case .runnerIncompleteResponse: "Runner sent an incomplete response"
            case .runnerServerError: "Runner failed with an internal error"
            case .clientDisconnected: "Client disconnected before the request completed"
            case .clientCancelled: "Request cancelled by the client."
            case .badRequest: "Bad request"
            case .internalError: "Internal error"
            case .concurrentRequestsLimit: "Concurrent requests limit reached"
            }
        }
    }
}
