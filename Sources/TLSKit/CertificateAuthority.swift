/// A certificate authority of one's own, for servers that only their own clients have to trust.
public struct CertificateAuthority: Sendable {
    /// The authority's certificate: what clients have to trust.
    public let certificatePEM: String

    /// The authority's private key, unencrypted: who has it can be any server to those clients.
    public let privateKeyPEM: String

    /// What the certificate says.
    public let certificate: Certificate

    /// Makes a new authority with a new key.
    ///
    /// - Parameters:
    ///   - commonName: What people see in a list of authorities; 1 to 64 characters.
    ///   - validDays: How long it is valid from now on.
    ///   - now: Seconds since 1970. The certificate is valid from an hour before.
    public static func generate(
        commonName: String,
        validDays: Int,
        now: Int64
    ) throws(TLSError) -> CertificateAuthority {
        let template = try CertificateTemplate(commonName: commonName, validDays: validDays, now: now)
        let key = try PrivateKeyHandle.generate()
        return try CertificateAuthority(template.selfSigned(key), key)
    }

    /// Reads an authority that was generated before.
    ///
    /// - Throws: `TLSError` if one of the texts is not what it should be, if they do not belong together, or if the
    ///   certificate may not sign others. The dates are not looked at.
    public init(certificatePEM: String, privateKeyPEM: String) throws(TLSError) {
        let certificate = try CertificateHandle(pem: certificatePEM)
        let key = try PrivateKeyHandle(pem: privateKeyPEM)
        guard try certificate.keyIdentifier() == key.keyIdentifier() else {
            throw TLSError(.mismatch, "the private key is not the certificate's")
        }
        try self.init(certificate, key)
    }

    private init(_ handle: CertificateHandle, _ key: PrivateKeyHandle) throws(TLSError) {
        certificate = try Certificate(handle)
        guard certificate.isAuthority else {
            throw TLSError(.notAnAuthority, "the certificate is not an authority's")
        }
        certificatePEM = certificate.pem
        privateKeyPEM = try key.pem()
    }

    /// Issues a server's certificate for a new key, which is valid for as long as the authority is at most.
    ///
    /// - Parameters:
    ///   - commonName: For people; clients look at the names and addresses only.
    ///   - names: DNS names in ASCII; the first label may be `*`.
    ///   - addresses: Numeric IPv4 and IPv6 addresses.
    ///   - validDays: How long it is valid from now on.
    ///   - now: Seconds since 1970. The certificate is valid from an hour before.
    public func issue(
        commonName: String,
        names: [String],
        addresses: [String],
        validDays: Int,
        now: Int64
    ) throws(TLSError) -> Identity {
        var template = try CertificateTemplate(commonName: commonName, validDays: validDays, now: now)
        template.notBefore = max(template.notBefore, certificate.notBefore)
        template.notAfter = min(template.notAfter, certificate.notAfter)
        guard template.notBefore < template.notAfter else {
            throw TLSError(.badValidity, "the authority is not valid at that time")
        }
        let key = try PrivateKeyHandle.generate()
        let handle = try template.signed(
            key,
            names: names,
            addresses: addresses,
            issuer: CertificateHandle(pem: certificatePEM),
            issuerKey: PrivateKeyHandle(pem: privateKeyPEM)
        )
        return try Identity(certificatePEM: handle.pem() + certificatePEM, privateKeyPEM: key.pem())
    }
}
