internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import QueueEngine

/// What the headers and the query of a submit ask for.
///
/// Source: fal's documentation, "Request headers" and the queue's API reference.
struct SubmitOptions: Sendable, Hashable {
    /// Which line to wait in.
    var priority = Submission.Priority.normal
    /// How long to wait for the start at most.
    var startTimeout: Span?
    /// How long the queue may be; a longer one refuses.
    var maximumQueueLength: Int?
    /// Where a webhook is wanted; the answer then carries `gateway_request_id`.
    var webhookURL: String?

    /// The shortest deadline that the service takes, in seconds.
    static let minimumStartTimeout = 0.1

    /// Reads what concerns a run on either host.
    init(_ request: Request) throws(RequestRefusal) {
        switch request.header(.falQueuePriority)?.lowercased() {
        case nil, "normal": priority = .normal
        case "low": priority = .low
        case let other?: throw .badRequest("Invalid value for X-Fal-Queue-Priority: '\(other)' is not normal or low")
        }
        // The newer name wins; the older one is its deprecated alias.
        for name in [HTTPField.Name.falRequestStartTimeout, .falRequestTimeout] {
            guard let text = request.header(name) else { continue }
            guard let seconds = Self.decimal(text), seconds >= Self.minimumStartTimeout else {
                throw .badRequest(
                    "Invalid value for \(name): '\(text)' is not a number of seconds of at least "
                        + "\(Self.minimumStartTimeout)"
                )
            }
            startTimeout = .seconds(seconds)
            break
        }
        guard request.rawQuery != nil else { return }
        if let text = request.queryValue(QueryName.maximumQueueLength) {
            guard let length = Int(text), length >= 0 else {
                throw .badRequest("Invalid value for fal_max_queue_length: '\(text)' is not a whole number from 0")
            }
            maximumQueueLength = length
        }
        if let url = request.queryValue(QueryName.webhook), !url.isEmpty { webhookURL = url }
    }

    /// A finite number in decimal digits; the standard library would also take `0x1p3`, `inf` and `nan`.
    private static func decimal(_ text: String) -> Double? {
        guard text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 || [0x2B, 0x2D, 0x2E, 0x45, 0x65].contains($0) }) else {
            return nil
        }
        return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }
}
