extension HTTPClient {
    /// How many connections a client has; all copies of it share them.
    public struct ConnectionLimits: Sendable, Hashable {
        /// How many requests are on their way at once; further ones wait, while their deadline runs.
        public var maximumRequests = 1024

        /// How many connections are kept open between requests, over all hosts.
        public var maximumIdle = 32

        /// How long a connection without a request is of use: servers close theirs at some time, and a request that meets
        /// that moment is lost. As long a client without requests keeps its thread.
        public var idleTime: Duration = .seconds(30)

        /// The defaults.
        public init() {}
    }
}
