/// What a server shows and proves itself with: its certificate with those that vouch for it, and its private key.
public struct Identity: Sendable {
    /// The server's own certificate, then its authority's.
    public let certificatePEM: String

    /// The server's private key, unencrypted.
    public let privateKeyPEM: String

    /// What the server's own certificate says.
    public let certificate: Certificate

    /// Reads an identity that was issued before.
    ///
    /// - Throws: `TLSError` if one of the texts is not what it should be, or if they do not belong together. The dates
    ///   are not looked at.
    public init(certificatePEM: String, privateKeyPEM: String) throws(TLSError) {
        let handle = try CertificateHandle(pem: certificatePEM)
        let key = try PrivateKeyHandle(pem: privateKeyPEM)
        guard try handle.keyIdentifier() == key.keyIdentifier() else {
            throw TLSError(.mismatch, "the private key is not the certificate's")
        }
        self.certificatePEM = certificatePEM
        self.privateKeyPEM = privateKeyPEM
        certificate = try Certificate(handle)
    }

    /// Until when the server's certificate is valid, in seconds since 1970.
    public var notAfter: Int64 { certificate.notAfter }

    /// Whether that authority signed the server's certificate; the dates of both are not looked at.
    public func isIssued(by authority: CertificateAuthority) -> Bool {
        certificate.isIssued(by: authority.certificate)
    }
}
