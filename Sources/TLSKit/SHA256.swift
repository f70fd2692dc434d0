import CGnuTLS

/// The digest of FIPS 180-4.
public enum SHA256 {
    /// The 32 bytes of the digest.
    public static func digest(_ bytes: [UInt8]) -> [UInt8] {
        let state = State()
        state.update(bytes)
        return state.finish()
    }

    /// The digest of any sequence of bytes.
    public static func digest(_ bytes: some Sequence<UInt8>) -> [UInt8] {
        digest(Array(bytes))
    }

    /// The digest in 64 hexadecimal digits, lower case.
    public static func hex(_ bytes: some Sequence<UInt8>) -> String {
        hexDigits(digest(bytes))
    }

    /// A digest of bytes that come in pieces, such as those of a file.
    public struct Incremental: ~Copyable {
        private let state = State()

        /// The digest of nothing yet.
        public init() {}

        /// Takes in the next bytes.
        public mutating func update(_ bytes: [UInt8]) {
            state.update(bytes)
        }

        /// Takes in the next bytes.
        public mutating func update(_ bytes: RawSpan) {
            bytes.withUnsafeBytes { state.update($0) }
        }

        /// The 32 bytes of the digest of all that came in.
        public consuming func finish() -> [UInt8] {
            state.finish()
        }

        /// The digest in 64 hexadecimal digits, lower case.
        public consuming func finishHex() -> String {
            SHA256.hexDigits(state.finish())
        }
    }

    private static func hexDigits(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 0x0F)]] }, as: UTF8.self)
    }

    /// GnuTLS's state, freed with this object.
    private final class State {
        private let handle: gnutls_hash_hd_t

        init() {
            var handle: gnutls_hash_hd_t?
            let result = gnutls_hash_init(&handle, GNUTLS_DIG_SHA256)
            guard result >= 0, let handle else {
                preconditionFailure("GnuTLS has no SHA-256: \(String(cString: gnutls_strerror(result)))")
            }
            self.handle = handle
        }

        func update(_ bytes: [UInt8]) {
            bytes.withUnsafeBytes { update($0) }
        }

        func update(_ bytes: UnsafeRawBufferPointer) {
            let result = gnutls_hash(handle, bytes.baseAddress, bytes.count)
            precondition(result >= 0, "GnuTLS cannot hash memory")
        }

        func finish() -> [UInt8] {
            var digest = [UInt8](repeating: 0, count: 32)
            gnutls_hash_output(handle, &digest)
            return digest
        }

        deinit {
            gnutls_hash_deinit(handle, nil)
        }
    }
}
