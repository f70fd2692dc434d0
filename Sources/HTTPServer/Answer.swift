/// What a handler does with a request.
public enum Answer: Sendable {
    /// Answers at once, on libmicrohttpd's own thread: for work that does not wait.
    case now(Response)
    /// Answers later: the connection is set aside while the closure runs in a task of its own.
    ///
    /// The task is cancelled when the peer leaves, and when the server stops; its answer is then dropped. A peer
    /// that closes its sending half counts as gone.
    case later(@Sendable () async -> Response)
}

/// Answers requests; called on several threads at once.
public typealias Handler = @Sendable (Request) -> Answer
