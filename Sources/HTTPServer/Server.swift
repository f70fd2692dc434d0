/// An HTTP/1.1 server: libmicrohttpd behind value types.
public final class Server: Sendable {
    private let core: ServerCore

    /// Makes a server that does not listen yet.
    public convenience init(_ configuration: ServerConfiguration, handler: @escaping Handler) {
        self.init(configuration, clock: .monotonic, handler: handler)
    }

    /// Makes a server whose deadlines follow another clock.
    package init(_ configuration: ServerConfiguration, clock: DeadlineClock, handler: @escaping Handler) {
        core = ServerCore(configuration, clock: clock, handler: handler)
    }

    deinit {
        core.stopInBackground()
    }

    /// Starts listening on every listener, or on none if one of them fails.
    ///
    /// Throws too if the server was started before: a stopped server does not start again.
    public func start() throws(ServerError) {
        try core.start()
    }

    /// Where the server listens, in the order of the listeners; empty before the start and after the stop.
    public var addresses: [BoundAddress] { core.addresses }

    /// Stops the server.
    ///
    /// New connections are no longer accepted and new requests get 503. What is in flight may finish during
    /// `grace`; then the tasks of waiting answers are cancelled and their peers get 503, streams are cut. Returns
    /// when every thread has ended. Further calls wait for the same end.
    public func stop(grace: Duration = .zero) async {
        await core.stop(grace: grace)
    }

    /// Cuts the connections whose deadline has passed; tests call it after they moved the clock.
    package func enforceDeadlines() {
        core.enforceDeadlines()
    }

    /// How many connections are open.
    package var connectionCount: Int { core.connectionCount }
}
