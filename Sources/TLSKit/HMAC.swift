import CGnuTLS

/// The message authentication code of RFC 2104, with SHA-256.
public enum HMAC {
    /// The 32 bytes of the code.
    public static func sha256(_ message: [UInt8], key: [UInt8]) -> [UInt8] {
        var code = [UInt8](repeating: 0, count: 32)
        let result = gnutls_hmac_fast(GNUTLS_MAC_SHA256, key, key.count, message, message.count, &code)
        precondition(result >= 0, "GnuTLS has no HMAC with SHA-256: \(String(cString: gnutls_strerror(result)))")
        return code
    }
}
