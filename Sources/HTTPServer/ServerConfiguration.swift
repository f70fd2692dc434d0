/// What a server listens on and the bounds it keeps.
public struct ServerConfiguration: Sendable {
    /// Where to listen; all listeners share one handler.
    public var listeners: [Listener]

    /// How many threads serve each listener.
    public var threads = 4

    /// The largest head (request line and fields) in bytes; beyond it libmicrohttpd answers 431 or 414 in HTML.
    ///
    /// The memory is set aside for each connection and cleared for each request, and an answer's head has to fit
    /// too; so more than needed costs speed. Bookkeeping for each field counts, about 50 bytes.
    public var maximumHeadBytes = 32 * 1024

    /// The largest body in memory, in bytes; beyond it the answer is 413.
    public var maximumBodyBytes = 64 * 1024 * 1024

    /// Decides where a body goes before it comes; nil: every body goes into memory.
    public var chooseBody: BodyChooser?

    /// How many connections are served at once, over all listeners; further ones get 503 and are closed.
    public var maximumConnections = 4096

    /// How much of a streamed body may wait for a slow peer, in bytes, before the writer has to wait.
    public var streamBufferBytes = 64 * 1024

    /// How long a connection may stay open without a request, and how long a peer may take nothing of an answer.
    public var idleTimeout: Duration = .seconds(75)

    /// How long a head may take from the end of the request line on; bytes that trickle in do not extend it.
    public var headDeadline: Duration = .seconds(20)

    /// How long a body may take; bytes that trickle in do not extend it.
    public var bodyDeadline: Duration = .seconds(300)

    /// Makes the answers that the server gives without asking the handler.
    public var refuse: @Sendable (Refusal) -> Response = { $0.plainResponse }

    /// Receives messages for the operator, one line each, without anything that a request carried.
    public var log: @Sendable (String) -> Void = { _ in }

    /// Makes a configuration with the defaults.
    public init(listeners: [Listener]) {
        self.listeners = listeners
    }
}

/// A place to listen on.
public struct Listener: Sendable, Hashable {
    /// A numeric IPv4 or IPv6 address, or `localhost` for 127.0.0.1.
    public var host: String
    /// The port; 0 lets the system choose.
    public var port: UInt16
    /// The certificate, if this listener speaks TLS.
    public var tls: TLSIdentity?

    /// Describes a listener.
    public init(host: String = "127.0.0.1", port: UInt16 = 0, tls: TLSIdentity? = nil) {
        self.host = host
        self.port = port
        self.tls = tls
    }
}

/// A certificate and its key.
public struct TLSIdentity: Sendable, Hashable, CustomStringConvertible {
    /// The server's certificate and then the ones that lead to the root, in PEM.
    public var certificateChainPEM: String
    /// The private key of the first certificate, in PEM, without a password.
    public var privateKeyPEM: String

    /// Holds a certificate chain and its key.
    public init(certificateChainPEM: String, privateKeyPEM: String) {
        self.certificateChainPEM = certificateChainPEM
        self.privateKeyPEM = privateKeyPEM
    }

    /// Says that it is an identity; never shows the key.
    public var description: String { "TLSIdentity" }
}

/// Where a running server listens.
public struct BoundAddress: Sendable, Hashable {
    /// The numeric address.
    public let host: String
    /// The port, chosen by the system if 0 was asked for.
    public let port: UInt16
    /// Whether it speaks TLS.
    public let isSecure: Bool
}
