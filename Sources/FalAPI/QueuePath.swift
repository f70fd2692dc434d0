/// What a path on the queue's host names: an endpoint to submit to, or an operation on a request.
///
/// The same type writes the paths that a submit answers with and reads the paths that come back, so the two cannot differ.
public enum QueuePath: Hashable, Sendable {
    /// `POST /{endpoint}`.
    case endpoint(EndpointID)
    /// `/{endpoint}/requests/{id}…`.
    case request(EndpointID, id: String, Operation)

    /// What is asked of a request.
    public enum Operation: Hashable, Sendable, CaseIterable {
        /// `GET …/requests/{id}/status`
        case status
        /// `GET …/requests/{id}/status/stream`
        case statusStream
        /// `GET …/requests/{id}`, and `…/response`, which fal's older documentation prints.
        case result
        /// `PUT …/requests/{id}/cancel`
        case cancel

        /// What follows `/requests/{id}` in the URLs that fal answers with.
        public var suffix: String {
            switch self {
            case .status: "/status"
            case .statusStream: "/status/stream"
            case .result: ""
            case .cancel: "/cancel"
            }
        }
    }

    /// Reads the decoded segments of a path. Empty segments count for nothing, so a trailing slash is accepted, as fal's
    /// own SDK sends one (fal 1.83.0, `apps.py`). The endpoint of a request may be the application alone or the full id.
    ///
    /// Nil for a path that names no endpoint, and for an operation that does not exist.
    public init?(segments: [String]) {
        let segments = segments.filter { !$0.isEmpty }
        let marker = segments.indices.dropFirst(2).first { segments[$0] == "requests" }
        guard let marker, marker + 1 < segments.count else {
            guard let endpoint = EndpointID(segments: segments) else { return nil }
            self = .endpoint(endpoint)
            return
        }
        guard let endpoint = EndpointID(segments: segments[..<marker]) else { return nil }
        let operation: Operation? =
            switch segments[(marker + 2)...] {
            case []: .result
            case ["response"]: .result
            case ["status"]: .status
            case ["status", "stream"]: .statusStream
            case ["cancel"]: .cancel
            default: nil
            }
        guard let operation else { return nil }
        self = .request(endpoint, id: segments[marker + 1], operation)
    }

    /// The path of a request as the queue's answers spell it: the application alone, and no `/response`.
    public static func text(application: String, id: RequestID, _ operation: Operation) -> String {
        "/\(application)/requests/\(id)\(operation.suffix)"
    }
}
