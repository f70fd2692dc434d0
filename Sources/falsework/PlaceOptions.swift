internal import ArgumentParser

/// Where the emulator listens, or is to be found.
struct PlaceOptions: ParsableArguments {
    @Option(help: "The numeric address to listen on. (default: 127.0.0.1)")
    var host: String?

    @Option(help: "The port for HTTP; 0: chosen by the system. (default: 8787)")
    var port: UInt16?

    @Option(help: "The port for HTTPS; 0: chosen by the system. (default: 8443)")
    var httpsPort: UInt16?

    @Option(help: "The directory of the local certificate authority. (default: ~/.local/share/falsework)")
    var state: String?

    func resolved() throws(Failure) -> Place {
        Place(
            host: try Environment.value(host, "host", default: "127.0.0.1"),
            port: try Environment.value(port, "port", default: 8787),
            httpsPort: try Environment.value(httpsPort, "https-port", default: 8443),
            state: try Environment.optional(state, "state")
        )
    }
}

/// Where the emulator listens, with every default filled in.
struct Place {
    var host: String
    var port: UInt16
    var httpsPort: UInt16
    var state: String?

    /// A name for clients, as some send no server name to an address.
    var clientHost: String { ["127.0.0.1", "0.0.0.0", "::1", "::"].contains(host) ? "localhost" : urlHost }

    /// The host as URLs spell it. An address that means every interface is reached at the loopback one.
    var urlHost: String {
        switch host {
        case "0.0.0.0": "127.0.0.1"
        case "::": "[::1]"
        default: host.contains(":") ? "[\(host)]" : host
        }
    }
}
