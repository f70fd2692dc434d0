import CGnuTLS

/// A key that signs with Ed25519 (RFC 8032): the same seed gives the same key, the same bytes the same signature.
public struct SigningKey: Sendable {
    /// The public key: 32 bytes, as RFC 8032 encodes a point.
    public let publicKey: [UInt8]

    private let seed: [UInt8]

    /// What precedes the seed in a private key of RFC 8410, section 7, which is a form that GnuTLS reads.
    private static let prefix: [UInt8] = [
        0x30, 0x2E, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2B, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20,
    ]

    /// Makes the key of a seed.
    ///
    /// - Parameter seed: The private key of RFC 8032: 32 bytes, which should be random and secret.
    /// - Throws: `TLSError` of the code `badPrivateKey` when there are not 32 bytes.
    public init(seed: [UInt8]) throws(TLSError) {
        guard seed.count == 32 else {
            throw TLSError(.badPrivateKey, "the private key of Ed25519 has 32 bytes, not \(seed.count)")
        }
        self.seed = seed
        publicKey = try SignerHandle(pkcs8: Self.prefix + seed).publicKey()
    }

    /// The 64 bytes of the signature.
    public func signature(of message: [UInt8]) throws(TLSError) -> [UInt8] {
        // GnuTLS's handle is not for several threads at once, and reading the key costs less than the signature.
        try SignerHandle(pkcs8: Self.prefix + seed).signature(of: message)
    }
}

/// A private key of GnuTLS that signs, freed with this object. Made, used and dropped within one call; never shared.
private final class SignerHandle {
    private let raw: gnutls_privkey_t

    init(pkcs8: [UInt8]) throws(TLSError) {
        var handle: gnutls_privkey_t?
        try check(gnutls_privkey_init(&handle), "cannot make a private key")
        guard let handle else { throw TLSError(.failed, "cannot make a private key") }
        raw = handle
        let result = withDatum(pkcs8) { gnutls_privkey_import_x509_raw(raw, $0, GNUTLS_X509_FMT_DER, nil, 0) }
        try check(result, "bad private key", .badPrivateKey)
    }

    deinit {
        gnutls_privkey_deinit(raw)
    }

    func publicKey() throws(TLSError) -> [UInt8] {
        var curve = GNUTLS_ECC_CURVE_INVALID
        var point = gnutls_datum_t()
        try check(gnutls_privkey_export_ecc_raw2(raw, &curve, &point, nil, nil, 0), "cannot name a public key")
        let bytes = takeOver(point)
        guard curve == GNUTLS_ECC_CURVE_ED25519, bytes.count == 32 else {
            throw TLSError(.failed, "the public key is not one of Ed25519")
        }
        return bytes
    }

    func signature(of message: [UInt8]) throws(TLSError) -> [UInt8] {
        var signature = gnutls_datum_t()
        let result = withDatum(message) {
            gnutls_privkey_sign_data2(raw, GNUTLS_SIGN_EDDSA_ED25519, 0, $0, &signature)
        }
        try check(result, "cannot sign")
        return takeOver(signature)
    }
}

/// Hands bytes to GnuTLS for the time of the call.
func withDatum(_ bytes: [UInt8], _ body: (UnsafePointer<gnutls_datum_t>) -> Int32) -> Int32 {
    var bytes = bytes
    return bytes.withUnsafeMutableBufferPointer { buffer in
        var datum = gnutls_datum_t(data: buffer.baseAddress, size: UInt32(clamping: buffer.count))
        return body(&datum)
    }
}

/// Copies bytes that GnuTLS allocated, and frees them.
private func takeOver(_ datum: gnutls_datum_t) -> [UInt8] {
    defer { cgnutls_free(datum.data) }
    return Array(UnsafeBufferPointer(start: datum.data, count: Int(datum.size)))
}
