extension HTTPClient {
    /// What a request carries.
    public enum RequestBody: Sendable {
        /// Nothing. POST, PUT and PATCH then say that their body is empty.
        case none
        /// Bytes in memory.
        case bytes([UInt8])
        /// A part of a file, read while it is sent; without a length, from the offset to the end.
        ///
        /// The file is opened when the request is made. One that becomes shorter meanwhile ends the transfer.
        case file(path: String, offset: UInt64 = 0, length: UInt64? = nil)
        /// Bytes that the closure makes while they are sent; it is called once, when the connection is there, and not at
        /// all when there is none.
        ///
        /// With a length, exactly as many bytes must come. Without one they are sent in chunks. The closure runs in a task
        /// of its own, which is cancelled when the transfer ends. What it throws ends the transfer.
        case stream(length: UInt64?, @Sendable (RequestBodyWriter) async throws -> Void)
    }

    /// The producing end of a request's body.
    public struct RequestBodyWriter: Sendable {
        let transfer: Transfer

        /// Sends bytes; waits while the server takes none.
        ///
        /// - Throws: `CancellationError` when the transfer has ended, so that nobody takes them any more, or the task is
        ///   cancelled; `HTTPClientError` when there are more bytes than were announced.
        public func write(_ bytes: [UInt8]) async throws {
            try await transfer.write(bytes)
        }
    }
}
