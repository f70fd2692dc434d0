/// Why a certificate or a key could not be made or read.
public struct TLSError: Error, Sendable {
    /// The kind of the error.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case badCertificate
            case badPrivateKey
            case mismatch
            case notAnAuthority
            case badName
            case badAddress
            case badValidity
            case failed
        }

        private let kind: Kind

        private init(_ kind: Kind) {
            self.kind = kind
        }

        /// The text is no certificate in PEM.
        public static let badCertificate = Self(.badCertificate)

        /// The text is no unencrypted private key in PEM, or the bytes are no private key of the kind.
        public static let badPrivateKey = Self(.badPrivateKey)

        /// The private key is not that of the certificate.
        public static let mismatch = Self(.mismatch)

        /// The certificate may not sign others.
        public static let notAnAuthority = Self(.notAnAuthority)

        /// A common name or DNS name cannot stand in a certificate.
        public static let badName = Self(.badName)

        /// An address is not a numeric IPv4 or IPv6 address.
        public static let badAddress = Self(.badAddress)

        /// The number of days is not one from 1 to 36,500, or the authority is not valid in that time.
        public static let badValidity = Self(.badValidity)

        /// GnuTLS failed for a reason of its own.
        public static let failed = Self(.failed)

        /// The kind's name.
        public var description: String { kind.rawValue }
    }

    /// The kind of the error.
    public let code: Code

    /// What went wrong, for people.
    public let message: String

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}

extension TLSError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}
