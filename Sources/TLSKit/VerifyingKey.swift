import CGnuTLS

/// A public key of Ed25519 (RFC 8032), for signatures that somebody else has made.
public struct VerifyingKey: Sendable, Hashable {
    /// The 32 bytes of the key, as RFC 8032 encodes a point; anything else verifies nothing.
    public let rawBytes: [UInt8]

    /// Makes a key of its bytes.
    public init(rawBytes: [UInt8]) {
        self.rawBytes = rawBytes
    }

    /// Whether the 64 bytes are this key's signature of the message.
    public func isValid(_ signature: [UInt8], of message: [UInt8]) -> Bool {
        guard rawBytes.count == 32, signature.count == 64 else { return false }
        var handle: gnutls_pubkey_t?
        guard gnutls_pubkey_init(&handle) >= 0, let handle else { return false }
        defer { gnutls_pubkey_deinit(handle) }
        let imported = withDatum(rawBytes) {
            gnutls_pubkey_import_ecc_raw(handle, GNUTLS_ECC_CURVE_ED25519, $0, nil)
        }
        guard imported >= 0 else { return false }
        return withDatum(message) { message in
            withDatum(signature) { signature in
                gnutls_pubkey_verify_data2(handle, GNUTLS_SIGN_EDDSA_ED25519, 0, message, signature)
            }
        } >= 0
    }
}
