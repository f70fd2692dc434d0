import CGnuTLS

/// Throws if GnuTLS reports an error, with its words after ours.
func check(_ result: Int32, _ action: String, _ code: TLSError.Code = .failed) throws(TLSError) {
    guard result < 0 else { return }
    throw TLSError(code, "\(action): \(String(cString: gnutls_strerror(result)))")
}

/// A certificate of GnuTLS, freed with this object. Made, used and dropped within one call; never shared.
final class CertificateHandle {
    let raw: gnutls_x509_crt_t

    init() throws(TLSError) {
        var handle: gnutls_x509_crt_t?
        try check(gnutls_x509_crt_init(&handle), "cannot make a certificate")
        guard let handle else { throw TLSError(.failed, "cannot make a certificate") }
        raw = handle
    }

    /// Reads the first certificate of the text.
    convenience init(pem: String) throws(TLSError) {
        try self.init()
        try check(
            withDatum(pem) { gnutls_x509_crt_import(raw, $0, GNUTLS_X509_FMT_PEM) },
            "bad certificate",
            .badCertificate
        )
    }

    deinit {
        gnutls_x509_crt_deinit(raw)
    }

    func pem() throws(TLSError) -> String {
        try exportPEM { gnutls_x509_crt_export2(raw, GNUTLS_X509_FMT_PEM, $0) }
    }

    /// The SHA-1 digest of the public key, which is what names it in other certificates (RFC 5280, section 4.2.1.2).
    func keyIdentifier() throws(TLSError) -> [UInt8] {
        var identifier = [UInt8](repeating: 0, count: 64)
        var size = identifier.count
        try check(gnutls_x509_crt_get_key_id(raw, 0, &identifier, &size), "cannot name a key")
        return Array(identifier[..<size])
    }

    /// The identifier in the certificate's extension, or its key's if there is none.
    func subjectKeyIdentifier() throws(TLSError) -> [UInt8] {
        var identifier = [UInt8](repeating: 0, count: 128)
        var size = identifier.count
        guard gnutls_x509_crt_get_subject_key_id(raw, &identifier, &size, nil) >= 0 else { return try keyIdentifier() }
        return Array(identifier[..<size])
    }
}

/// A private key of GnuTLS, freed with this object. Made, used and dropped within one call; never shared.
final class PrivateKeyHandle {
    let raw: gnutls_x509_privkey_t

    private init() throws(TLSError) {
        var handle: gnutls_x509_privkey_t?
        try check(gnutls_x509_privkey_init(&handle), "cannot make a private key")
        guard let handle else { throw TLSError(.failed, "cannot make a private key") }
        raw = handle
    }

    convenience init(pem: String) throws(TLSError) {
        try self.init()
        try check(
            withDatum(pem) { gnutls_x509_privkey_import(raw, $0, GNUTLS_X509_FMT_PEM) },
            "bad private key",
            .badPrivateKey
        )
    }

    static func generate() throws(TLSError) -> PrivateKeyHandle {
        let key = try PrivateKeyHandle()
        let result = gnutls_x509_privkey_generate(key.raw, GNUTLS_PK_ECDSA, cgnutls_bits_of_p256(), 0)
        try check(result, "cannot generate a private key")
        return key
    }

    deinit {
        gnutls_x509_privkey_deinit(raw)
    }

    /// The key unencrypted, as PKCS #8.
    func pem() throws(TLSError) -> String {
        try exportPEM { gnutls_x509_privkey_export2_pkcs8(raw, GNUTLS_X509_FMT_PEM, nil, 0, $0) }
    }

    /// See `CertificateHandle.keyIdentifier()`.
    func keyIdentifier() throws(TLSError) -> [UInt8] {
        var identifier = [UInt8](repeating: 0, count: 64)
        var size = identifier.count
        try check(gnutls_x509_privkey_get_key_id(raw, 0, &identifier, &size), "cannot name a key")
        return Array(identifier[..<size])
    }
}

/// Hands the text to GnuTLS for the time of the call.
private func withDatum(_ text: String, _ body: (UnsafePointer<gnutls_datum_t>) -> Int32) -> Int32 {
    var bytes = Array(text.utf8)
    return bytes.withUnsafeMutableBufferPointer { buffer in
        var datum = gnutls_datum_t(data: buffer.baseAddress, size: UInt32(clamping: buffer.count))
        return body(&datum)
    }
}

/// Takes over a text that GnuTLS allocated.
private func exportPEM(_ body: (UnsafeMutablePointer<gnutls_datum_t>) -> Int32) throws(TLSError) -> String {
    var datum = gnutls_datum_t()
    try check(body(&datum), "cannot write PEM")
    defer { cgnutls_free(datum.data) }
    return String(decoding: UnsafeBufferPointer(start: datum.data, count: Int(datum.size)), as: UTF8.self)
}
