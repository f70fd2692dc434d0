internal import ArgumentParser

/// Which certificate authority signs the certificate for HTTPS.
struct AuthorityOptions: ParsableArguments {
    @Option(
        name: .customLong("ca-certificate"),
        help: "A certificate authority's certificate (PEM), instead of our own."
    )
    var certificate: String?

    @Option(name: .customLong("ca-key"), help: "The private key (PEM) of --ca-certificate.")
    var key: String?

    /// The authority to use: the one that was given, else our own, which is made when there is none yet.
    func certificates(in state: String?) throws -> CertificateStore {
        let certificate = try Environment.optional(certificate, "ca-certificate")
        let key = try Environment.optional(key, "ca-key")
        switch (certificate, key) {
        case (let certificate?, let key?):
            return try CertificateStore(certificate: certificate, key: key)
        case (nil, nil):
            return try CertificateStore(directory: try CertificateStore.directory(state))
        default:
            throw Failure.unusable("--ca-certificate and --ca-key go together")
        }
    }
}
