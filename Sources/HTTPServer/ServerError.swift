/// Why a server did not start, or a file cannot be served.
public struct ServerError: Error, Sendable, CustomStringConvertible {
    /// The kind of an error.
    public struct Code: Sendable, Hashable {
        private enum Kind: Hashable {
            case addressInUse, permissionDenied, badAddress, badCertificate, notFound, tooLarge, failed
        }
        private let kind: Kind

        /// Somebody else listens there.
        public static let addressInUse = Self(kind: .addressInUse)
        /// The system does not let this process do it (a low port, a file of somebody else).
        public static let permissionDenied = Self(kind: .permissionDenied)
        /// The host is no numeric address, or no address of this machine.
        public static let badAddress = Self(kind: .badAddress)
        /// The certificate or its key cannot be used.
        public static let badCertificate = Self(kind: .badCertificate)
        /// There is no such file.
        public static let notFound = Self(kind: .notFound)
        /// The content is larger than its file may be, or files are larger than they may be together.
        public static let tooLarge = Self(kind: .tooLarge)
        /// Anything else; the message says what.
        public static let failed = Self(kind: .failed)
    }

    /// The kind of error.
    public let code: Code

    /// What was tried, where, and the system's words.
    public let message: String

    /// The message.
    public var description: String { message }

    init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }
}
