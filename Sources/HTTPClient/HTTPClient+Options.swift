extension HTTPClient {
    /// How requests are sent.
    public struct Options: Sendable {
        /// How long everything may take, from the call to the last byte of the answer; 23 days at most. The time that it
        /// takes a reader to take the answer counts.
        public var timeout: Duration = .seconds(30)

        /// How long it may take until there is a connection, its TLS handshake included.
        public var connectTimeout: Duration = .seconds(10)

        /// The largest body of an answer that is taken as a whole, in bytes.
        public var maximumResponseBytes = 64 * 1024 * 1024

        /// How many redirects are followed; with none, a redirect is an answer like any other.
        public var maximumRedirects = 0

        /// Certificate authorities to trust, in PEM.
        public var authoritiesPEM: String?

        /// A file of certificate authorities to trust, in PEM; read for every request.
        public var authoritiesFile: String?

        /// Whether the system's certificate authorities are trusted, beside those above.
        public var trustsSystemAuthorities = true

        /// Where to connect to instead of what a request's authority says. The request itself does not change, nor
        /// the name that the server's certificate must have.
        public var connections: [ConnectionOverride] = []

        /// Whether a connection that is left from an earlier request may be used, and this one's is kept for a later one.
        ///
        /// curl then looks whether it still is open. A request without a body, or one that may be repeated (PUT, DELETE), is
        /// sent again on a new connection when the old one proves to be dead; any other is not, and fails.
        public var reusesConnections = true

        /// The proxy for every request, as a URL: `http://localhost:3128`, `socks5h://…`; it may name a user.
        public var proxy: String?

        /// Whether `http_proxy` and its like are obeyed, where there is no `proxy`.
        public var usesProxyFromEnvironment = false

        /// The defaults.
        public init() {}
    }

    /// A host to connect to instead of another.
    public struct ConnectionOverride: Sendable, Hashable {
        /// The host as requests name it; nil means every host.
        public var host: String?

        /// The port as requests name it, or as their scheme implies; nil means every port.
        public var port: Int?

        /// The name or numeric address to connect to.
        public var targetHost: String

        /// The port to connect to.
        public var targetPort: Int

        /// Connections to the host and port lead to the target instead.
        public init(host: String? = nil, port: Int? = nil, targetHost: String, targetPort: Int) {
            self.host = host
            self.port = port
            self.targetHost = targetHost
            self.targetPort = targetPort
        }

        /// The spelling of CURLOPT_CONNECT_TO.
        var spelling: String {
            func bracketed(_ host: String) -> String {
                host.contains(":") && !host.hasPrefix("[") ? "[\(host)]" : host
            }
            let source = host.map(bracketed) ?? ""
            return "\(source):\(port.map(String.init) ?? ""):\(bracketed(targetHost)):\(targetPort)"
        }
    }
}
