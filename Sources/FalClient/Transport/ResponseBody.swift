/// The body of an answer, taken piece by piece: nothing more is received than what has been asked for and a bounded
/// buffer.
///
/// It can be iterated once. When it is dropped before its end, the exchange is cancelled.
public struct ResponseBody: AsyncSequence, Sendable {
    /// A piece of the body, never empty.
    public typealias Element = [UInt8]

    private let exchange: Exchange

    /// A body that comes from somewhere.
    /// - Parameters:
    ///   - next: gives the next piece, nil at the end; called by one task at a time, never again after nil or an error.
    ///     Throws at once when its task is cancelled.
    ///   - cancel: called once, when nobody can ask for more: after the end, after an error, or before.
    public init(next: @escaping @Sendable () async throws -> [UInt8]?, cancel: @escaping @Sendable () -> Void) {
        exchange = Exchange(next: next, cancel: cancel)
    }

    /// A body that is there already.
    public init(_ bytes: [UInt8]) {
        self.init([bytes])
    }

    /// A body that is there already, in pieces; empty ones are left out.
    public init(_ pieces: [[UInt8]]) {
        let rest = Locked(pieces.filter { !$0.isEmpty }[...])
        self.init(next: { rest.withLock { $0.popFirst() } }, cancel: {})
    }

    /// Iterates over the pieces.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(exchange: exchange) }

    /// Takes one piece after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate let exchange: Exchange
        private var hasEnded = false

        fileprivate init(exchange: Exchange) {
            self.exchange = exchange
        }

        /// The next piece; nil at the end.
        /// - Throws: what the transport throws.
        public mutating func next() async throws -> [UInt8]? {
            while !hasEnded {
                do {
                    guard let piece = try await exchange.next() else { break }
                    if !piece.isEmpty { return piece }
                } catch {
                    hasEnded = true
                    throw error
                }
            }
            hasEnded = true
            return nil
        }
    }

    /// Cancels what it comes from when the last reference to it goes.
    fileprivate final class Exchange: Sendable {
        let next: @Sendable () async throws -> [UInt8]?
        private let cancel: @Sendable () -> Void

        init(next: @escaping @Sendable () async throws -> [UInt8]?, cancel: @escaping @Sendable () -> Void) {
            self.next = next
            self.cancel = cancel
        }

        deinit { cancel() }
    }
}

extension ResponseBody {
    /// The next piece; nil at the end. Not to be mixed with an iterator, and not to be called again after nil or an error.
    func nextPiece() async throws -> [UInt8]? { try await exchange.next() }

    /// The whole body, where it is no longer than a bound in bytes.
    /// - Throws: `TransportError` of the code `responseTooLarge`; what the transport throws.
    public func collected(upTo limit: Int) async throws -> [UInt8] {
        var all: [UInt8] = []
        for try await piece in self {
            guard piece.count <= limit - all.count else {
                throw TransportError(.responseTooLarge, "the answer has more than \(limit) bytes")
            }
            all += piece
        }
        return all
    }
}
