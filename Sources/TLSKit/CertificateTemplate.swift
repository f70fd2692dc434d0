import CGnuTLS

/// What goes into a certificate that is to be signed; ECDSA with P-256 and SHA-256, after RFC 5280.
struct CertificateTemplate {
    var commonName: String
    var notBefore: Int64
    var notAfter: Int64

    /// The time for which it is valid: from an hour ago, for peers whose clock is behind.
    init(commonName: String, validDays: Int, now: Int64) throws(TLSError) {
        guard 1...36_500 ~= validDays else {
            throw TLSError(.badValidity, "a certificate cannot be valid for \(validDays) days")
        }
        // The years that a certificate can spell.
        guard 86_400...250_000_000_000 ~= now else {
            throw TLSError(.badValidity, "a certificate cannot be made at \(now) seconds after 1970")
        }
        guard 1...64 ~= commonName.unicodeScalars.count, !commonName.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else {
            throw TLSError(.badName, "'\(commonName)' cannot be a common name")
        }
        self.commonName = commonName
        notBefore = now - 3600
        notAfter = now + Int64(validDays) * 86_400
    }

    /// An authority's certificate, signed with its own key.
    func selfSigned(_ key: PrivateKeyHandle) throws(TLSError) -> CertificateHandle {
        let certificate = try unsigned(key)
        try check(gnutls_x509_crt_set_basic_constraints(certificate.raw, 1, 0), "cannot set basicConstraints")
        let usage = UInt32(GNUTLS_KEY_KEY_CERT_SIGN) | UInt32(GNUTLS_KEY_CRL_SIGN)
        try check(gnutls_x509_crt_set_key_usage(certificate.raw, usage), "cannot set keyUsage")
        try sign(certificate, issuer: certificate, key: key)
        return certificate
    }

    /// A server's certificate.
    func signed(
        _ key: PrivateKeyHandle,
        names: [String],
        addresses: [String],
        issuer: CertificateHandle,
        issuerKey: PrivateKeyHandle
    ) throws(TLSError) -> CertificateHandle {
        let certificate = try unsigned(key)
        try check(gnutls_x509_crt_set_basic_constraints(certificate.raw, 0, -1), "cannot set basicConstraints")
        let usage = UInt32(GNUTLS_KEY_DIGITAL_SIGNATURE)
        try check(gnutls_x509_crt_set_key_usage(certificate.raw, usage), "cannot set keyUsage")
        // serverAuth
        let purpose = gnutls_x509_crt_set_key_purpose_oid(certificate.raw, "1.3.6.1.5.5.7.3.1", 0)
        try check(purpose, "cannot set extendedKeyUsage")
        for name in names {
            guard Self.isDNSName(name) else { throw TLSError(.badName, "'\(name)' is not a DNS name in ASCII") }
            try append(Array(name.utf8), GNUTLS_SAN_DNSNAME, to: certificate)
        }
        for address in addresses {
            guard let bytes = NumericAddress.bytes(address) else {
                throw TLSError(.badAddress, "'\(address)' is not a numeric IP address")
            }
            try append(bytes, GNUTLS_SAN_IPADDRESS, to: certificate)
        }
        let identifier = try issuer.subjectKeyIdentifier()
        let result = gnutls_x509_crt_set_authority_key_id(certificate.raw, identifier, identifier.count)
        try check(result, "cannot set authorityKeyIdentifier")
        try sign(certificate, issuer: issuer, key: issuerKey)
        return certificate
    }

    private func unsigned(_ key: PrivateKeyHandle) throws(TLSError) -> CertificateHandle {
        let certificate = try CertificateHandle()
        try check(gnutls_x509_crt_set_version(certificate.raw, 3), "cannot set the version")
        try check(gnutls_x509_crt_set_key(certificate.raw, key.raw), "cannot set the key")
        let name = Array(commonName.utf8)
        let named = gnutls_x509_crt_set_dn_by_oid(certificate.raw, "2.5.4.3", 0, name, UInt32(name.count))
        try check(named, "cannot set the common name", .badName)
        // Positive, and of the same length every time.
        var serial = [UInt8](repeating: 0, count: 16)
        try check(gnutls_rnd(GNUTLS_RND_RANDOM, &serial, serial.count), "no random numbers")
        serial[0] = serial[0] & 0x3F | 0x40
        try check(gnutls_x509_crt_set_serial(certificate.raw, serial, serial.count), "cannot set the serial number")
        try check(gnutls_x509_crt_set_activation_time(certificate.raw, time_t(notBefore)), "cannot set notBefore")
        try check(gnutls_x509_crt_set_expiration_time(certificate.raw, time_t(notAfter)), "cannot set notAfter")
        let identifier = try certificate.keyIdentifier()
        let identified = gnutls_x509_crt_set_subject_key_id(certificate.raw, identifier, identifier.count)
        try check(identified, "cannot set subjectKeyIdentifier")
        return certificate
    }

    private func append(
        _ name: [UInt8],
        _ kind: gnutls_x509_subject_alt_name_t,
        to certificate: CertificateHandle
    ) throws(TLSError) {
        let flags = UInt32(GNUTLS_FSAN_APPEND)
        let result = gnutls_x509_crt_set_subject_alt_name(certificate.raw, kind, name, UInt32(name.count), flags)
        try check(result, "cannot set subjectAltName", .badName)
    }

    private func sign(
        _ certificate: CertificateHandle,
        issuer: CertificateHandle,
        key: PrivateKeyHandle
    ) throws(TLSError) {
        let result = gnutls_x509_crt_sign2(certificate.raw, issuer.raw, key.raw, GNUTLS_DIG_SHA256, 0)
        try check(result, "cannot sign a certificate")
    }

    /// Letters, digits, hyphens and underscores between dots, with an asterisk as the first label at most.
    private static func isDNSName(_ name: String) -> Bool {
        guard 1...253 ~= name.utf8.count else { return false }
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.enumerated().allSatisfy { position, label in
            if position == 0, labels.count > 1, label.elementsEqual("*".utf8) {
                return true
            }
            return 1...63 ~= label.count
                && label.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): true
                    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"): true
                    default: false
                    }
                }
        }
    }
}
