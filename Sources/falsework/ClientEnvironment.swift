internal import FalEmulator

/// What a program's environment has to say so that fal's clients in it reach the emulator, whatever language they are written
/// in, and nothing that they do leaves the machine.
struct ClientEnvironment {
    /// The key that clients use.
    let key: String
    /// Where the emulator is; with a proxy.
    let place: Place
    let proxyPort: UInt16
    /// The directory of the certificate authority.
    let state: String

    /// Where the emulator answers in the clear.
    var url: String { "http://\(place.clientHost):\(place.port)" }
    /// Where the forward proxy is.
    var proxy: String { "http://\(place.urlHost):\(proxyPort)" }

    /// For a client that speaks through the proxy of its environment and verifies against a file of roots.
    func curl() -> [(String, String)] { [("FAL_KEY", key)] + proxies + roots }

    /// For fal-client 1.0.3: it reads the hosts, and httpx reads proxy and roots. The hosts are fal's own, so that what the
    /// application had set does not lead elsewhere.
    func python() -> [(String, String)] {
        [("FAL_KEY", key), ("FAL_RUN_HOST", "fal.run"), ("FAL_QUEUE_RUN_HOST", "queue.fal.run")] + proxies + roots
    }

    /// For Node, whose own fetch (version 20) ignores proxies.
    /// - Parameter options: what `NODE_OPTIONS` says already.
    func node(options: String?) -> [(String, String)] {
        let module = "--import \(NodeRedirect.url(in: state))"
        let before = options.map { $0.contains(module) ? $0 : "\($0) \(module)" }
        return [
            ("FAL_KEY", key), ("NODE_OPTIONS", before ?? module),
            ("NODE_EXTRA_CA_CERTS", CertificateStore.certificatePath(in: state)),
        ] + own
    }

    /// Everything at once.
    func all(options: String?) -> [(String, String)] {
        let others = [
            // Newer versions of Node have a switch for proxies.
            ("NODE_USE_ENV_PROXY", "1"), ("DENO_CERT", CertificateStore.certificatePath(in: state)),
        ]
        return python() + node(options: options).dropFirst() + others
    }

    /// What would lead clients past the emulator: other credentials, other hosts.
    static let unset = [
        "FAL_KEY_ID", "FAL_KEY_SECRET", "FAL_FORCE_AUTH_BY_USER", "FAL_HOST", "FAL_REST_HOST", "FAL_WS_RUN_HOST",
        "FAL_CDN_HOST", "FAL_CDN_V3_HOST", "FAL_GRPC_HOST",
    ]

    private var proxies: [(String, String)] {
        ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"].map { ($0, proxy) }
            + ["NO_PROXY", "no_proxy"].map { ($0, "localhost,127.0.0.1,::1") }
    }

    private var roots: [(String, String)] {
        ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"].map { ($0, CertificateStore.bundlePath(in: state)) }
    }

    /// What other commands of ours, and tests, find the emulator by.
    private var own: [(String, String)] {
        [
            ("FALSEWORK_URL", url), ("FALSEWORK_HOST", place.host), ("FALSEWORK_PORT", "\(place.port)"),
            ("FALSEWORK_HTTPS_PORT", "\(place.httpsPort)"), ("FALSEWORK_PROXY_PORT", "\(proxyPort)"),
            ("FALSEWORK_STATE", state),
        ]
    }
}
