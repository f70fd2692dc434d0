import Testing

@testable import FalClient

@Suite struct ResponseBodyTests {
    @Test func piecesComeInOrderAndEmptyOnesAreLeftOut() async throws {
        var pieces: [[UInt8]] = []
        for try await piece in ResponseBody([[1, 2], [], [3]]) { pieces.append(piece) }
        #expect(pieces == [[1, 2], [3]])
    }

    @Test func aDroppedBodyCancelsItsExchangeOnce() async throws {
        let count = Guarded(0)
        do {
            let body = ResponseBody(next: { [1] }, cancel: { count.withLock { $0 += 1 } })
            var pieces = body.makeAsyncIterator()
            #expect(try await pieces.next() == [1])
            #expect(count.withLock { $0 } == 0)
        }
        #expect(count.withLock { $0 } == 1)
    }

    @Test func nothingIsAskedAfterTheEnd() async throws {
        let asked = Guarded(0)
        let body = ResponseBody(
            next: {
                asked.withLock { $0 += 1 }
                return nil
            },
            cancel: {}
        )
        var pieces = body.makeAsyncIterator()
        #expect(try await pieces.next() == nil)
        #expect(try await pieces.next() == nil)
        #expect(asked.withLock { $0 } == 1)
    }

    @Test func nothingIsAskedAfterAnError() async throws {
        let body = ResponseBody(next: { throw TransportError(.connectionLost, "gone") }, cancel: {})
        var pieces = body.makeAsyncIterator()
        await #expect(throws: TransportError.self) { try await pieces.next() }
        #expect(try await pieces.next() == nil)
    }

    @Test func aBodyIsCollectedUpToTheBound() async throws {
        #expect(try await ResponseBody([[1], [2, 3]]).collected(upTo: 3) == [1, 2, 3])
        let error = await #expect(throws: TransportError.self) {
            try await ResponseBody([[1], [2, 3]]).collected(upTo: 2)
        }
        #expect(error?.code == .responseTooLarge)
    }

    @Test(arguments: [
        (TransportError.Code.badRequest, false), (.unreadableFile, false), (.cannotConnect, false), (.tlsFailed, false),
        (.connectionLost, true), (.badResponse, true), (.responseTooLarge, true), (.cancelled, true), (.failed, true),
    ]) func errorsSayWhetherTheServerCanHaveSeenTheRequest(_ code: TransportError.Code, _ may: Bool) {
        #expect(code.mayHaveBeenReceived == may)
    }
}
