extension HTTPClient {
    /// The body of an answer, received as fast as it is taken: what nobody has asked for yet stays with the server, but
    /// for a bounded buffer.
    ///
    /// It can be taken once, by one task at a time. When it is dropped before its end, the transfer is cancelled.
    public struct ResponseBody: AsyncSequence, Sendable {
        /// A piece of the body, never empty.
        public typealias Element = [UInt8]
        /// What `next` throws.
        public typealias Failure = HTTPClientError

        private let reading: Reading

        init(_ transfer: Transfer) {
            reading = Reading(transfer)
        }

        /// Takes one piece after the other.
        public func makeAsyncIterator() -> AsyncIterator {
            AsyncIterator(reading: reading)
        }

        /// Takes one piece after the other.
        public struct AsyncIterator: AsyncIteratorProtocol {
            fileprivate let reading: Reading

            /// The next piece; nil at the end.
            ///
            /// - Throws: `HTTPClientError`, after the pieces that came before; of the code `cancelled` at once when the
            ///   task is cancelled, which ends the transfer.
            public func next() async throws(HTTPClientError) -> [UInt8]? {
                try await reading.transfer.nextPiece()
            }

            /// The next piece, wherever the caller runs.
            public func next(isolation actor: isolated (any Actor)?) async throws(HTTPClientError) -> [UInt8]? {
                try await reading.transfer.nextPiece()
            }
        }

        /// Ends the transfer when nobody can read any more.
        fileprivate final class Reading: Sendable {
            let transfer: Transfer

            init(_ transfer: Transfer) {
                self.transfer = transfer
            }

            deinit {
                transfer.cancel()
            }
        }
    }
}
