/// Where a proxy listens and the bounds it keeps.
public struct ForwardProxyConfiguration: Sendable {
    /// The numeric address to listen on.
    public var host: String

    /// The port; 0 lets the system choose.
    public var port: UInt16

    /// How many clients are served at once; further ones get 503.
    public var maximumConnections = 512

    /// The largest head in bytes; beyond it the answer is 431.
    public var maximumHeadBytes = 16 * 1024

    /// How many names are looked up at once; a client that asks for one more gets 503.
    public var maximumLookUps = 16

    /// How long a head may take; bytes that trickle in do not extend it.
    public var headDeadline: Duration = .seconds(20)

    /// How long look-up and connection may take together.
    public var connectDeadline: Duration = .seconds(20)

    /// How long a joined pair may be silent in both directions.
    public var idleTimeout: Duration = .seconds(3_600)

    /// How long a client that was refused may take to read why.
    public var farewellDeadline: Duration = .seconds(5)

    /// Makes a configuration with the defaults.
    public init(host: String = "127.0.0.1", port: UInt16 = 0) {
        self.host = host
        self.port = port
    }
}
