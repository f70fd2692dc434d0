import CGnuTLS

/// What a certificate says of itself.
public struct Certificate: Sendable {
    /// The certificate itself: the first of the text it was read from.
    public let pem: String

    /// The subject's common name, or nothing.
    public let commonName: String?

    /// From when on it is valid, in seconds since 1970.
    public let notBefore: Int64

    /// Until when it is valid, in seconds since 1970.
    public let notAfter: Int64

    /// The DNS names it is for, as they stand in it.
    public let names: [String]

    /// The IP addresses it is for, in their usual spelling.
    public let addresses: [String]

    /// Whether it may sign others.
    public let isAuthority: Bool

    /// Reads the first certificate of a text in PEM.
    public init(pem: String) throws(TLSError) {
        try self.init(CertificateHandle(pem: pem))
    }

    init(_ handle: CertificateHandle) throws(TLSError) {
        pem = try handle.pem()
        commonName = Self.commonName(of: handle)
        notBefore = Int64(gnutls_x509_crt_get_activation_time(handle.raw))
        notAfter = Int64(gnutls_x509_crt_get_expiration_time(handle.raw))
        (names, addresses) = Self.alternativeNames(of: handle)
        isAuthority = gnutls_x509_crt_get_ca_status(handle.raw, nil) > 0
    }

    /// Whether that certificate's key signed this one, and may have; the dates of both are not looked at.
    public func isIssued(by issuer: Certificate) -> Bool {
        guard let handle = try? CertificateHandle(pem: pem), let issuer = try? CertificateHandle(pem: issuer.pem) else {
            return false
        }
        var list: [gnutls_x509_crt_t?] = [issuer.raw]
        var status: UInt32 = 0
        let flags = UInt32(GNUTLS_VERIFY_DISABLE_TIME_CHECKS.rawValue)
        let result = gnutls_x509_crt_list_verify([handle.raw], 1, &list, 1, nil, 0, flags, &status)
        return result >= 0 && status == 0
    }

    private static func commonName(of handle: CertificateHandle) -> String? {
        var buffer = [UInt8](repeating: 0, count: 512)
        var size = buffer.count
        guard gnutls_x509_crt_get_dn_by_oid(handle.raw, "2.5.4.3", 0, 0, &buffer, &size) >= 0 else { return nil }
        return String(decoding: buffer[..<size], as: UTF8.self)
    }

    private static func alternativeNames(of handle: CertificateHandle) -> (names: [String], addresses: [String]) {
        var names: [String] = []
        var addresses: [String] = []
        var buffer = [UInt8](repeating: 0, count: 512)
        for index in 0..<(1000 as UInt32) {
            var size = buffer.count
            let kind = gnutls_x509_crt_get_subject_alt_name(handle.raw, index, &buffer, &size, nil)
            switch kind {
            case Int32(GNUTLS_SAN_DNSNAME.rawValue):
                names.append(String(decoding: buffer[..<size], as: UTF8.self))
            case Int32(GNUTLS_SAN_IPADDRESS.rawValue):
                if let address = NumericAddress.text(Array(buffer[..<size])) {
                    addresses.append(address)
                }
            case GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE:
                return (names, addresses)
            default:
                // A name of another kind, or one longer than any DNS name can be.
                continue
            }
        }
        return (names, addresses)
    }
}
