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
    /// An output or an uploaded file.
    case file
    /// The REST host: storage, tokens, keys.
    case rest
    /// What leads nowhere.
    case unknown
}
