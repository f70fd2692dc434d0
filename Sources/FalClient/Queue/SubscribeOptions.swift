/// How a request is followed from its submit to its result.
public struct SubscribeOptions: Sendable, Hashable {
    /// What the queue is asked for.
    public var submit: SubmitOptions
    /// How the client learns of what happens.
    public var updates: UpdateMode
    /// How long all of it may take, uploads included; then the request is cancelled on the server.
    public var timeout: Duration?
    /// Whether the log is wanted too.
    public var includeLogs: Bool

    /// By default the request is polled for, without its log, for as long as it takes.
    public init(
        submit: SubmitOptions = SubmitOptions(),
        updates: UpdateMode = .polling,
        timeout: Duration? = nil,
        includeLogs: Bool = false
    ) {
        self.submit = submit
        self.updates = updates
        self.timeout = timeout
        self.includeLogs = includeLogs
    }

    /// Polls at that interval.
    public init(pollInterval: Duration, timeout: Duration? = nil, includeLogs: Bool = false) {
        self.init(updates: .polling(every: pollInterval), timeout: timeout, includeLogs: includeLogs)
    }
}
