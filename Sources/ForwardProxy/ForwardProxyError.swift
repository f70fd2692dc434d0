/// Why a proxy did not start.
public struct ForwardProxyError: Error, Sendable, CustomStringConvertible {
    /// The kind of an error.
    public struct Code: Sendable, Hashable {
        private enum Kind: Hashable { case badAddress, addressInUse, failed }
        private let kind: Kind

        /// The host is no numeric address, or no address of this machine.
        public static let badAddress = Self(kind: .badAddress)
        /// Somebody else listens there.
        public static let addressInUse = Self(kind: .addressInUse)
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
