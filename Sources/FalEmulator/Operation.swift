/// What a request asks of the service; faults and the journal tell requests apart by it.
enum Operation: String, CaseIterable, Sendable, Hashable {
    /// `POST` of an input to the queue.
    case submit
    /// A poll of a request's status.
    case status
    /// A request's status as server-sent events.
    case stream
    /// A request's result.
    case result
    /// `PUT …/cancel`
    case cancel
    /// The synchronous host.
    case run
    /// An output or an uploaded file, read.
    case file
    /// A file that is sent in one piece.
    case upload
    /// The beginning or the end of a file that is sent in parts.
    case multipart
    /// A part of a file.
    case part
    /// The REST host: upload URLs, tokens, keys.
    case rest
    /// What leads nowhere.
    case unknown
}
