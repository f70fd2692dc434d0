/// What a client asks a proxy for.
public struct ProxyRequest: Sendable, Hashable {
    /// How it asks.
    public enum Form: Sendable, Hashable {
        /// `CONNECT host:port`: bytes both ways, whatever they are.
        case tunnel
        /// One request for an absolute `http` URL.
        case http
        /// One request for an absolute `https` URL, in the clear; who asks so leaves TLS to the proxy.
        case https
    }

    /// How it asks.
    public var form: Form

    /// The host in lower case, without the brackets of an IPv6 address and without a dot at its end.
    public var host: String

    /// The port; that of the scheme when the URL names none.
    public var port: UInt16

    /// Names what a client could ask for.
    public init(form: Form, host: String, port: UInt16) {
        self.form = form
        self.host = host
        self.port = port
    }

    /// Host and port as a URL spells them.
    public var authority: String { (host.contains(":") ? "[\(host)]" : host) + ":\(port)" }
}

/// What becomes of a request.
public enum ProxyDecision: Sendable, Hashable {
    /// It is joined to a numeric address.
    case join(host: String, port: UInt16)
    /// It goes where it asks to go, after a look-up of the name if it has one.
    case passOn
    /// It is refused with 403 and these words.
    case refuse(String)
}

/// Decides about a request; called on the proxy's own thread, so it must not wait.
public typealias ProxyPolicy = @Sendable (ProxyRequest) -> ProxyDecision
