import Testing

@testable import HTTPClient

@Suite struct TransferStateTests {
    private func state(_ intake: TransferState.Intake) -> TransferState {
        TransferState(intake: intake, head: ResponseHead(followsRedirects: false), upload: UploadBuffer(length: nil))
    }

    private func give(_ count: Int, to state: inout TransferState) -> TransferState.Reception {
        pattern(count).withUnsafeBufferPointer { state.takeBody($0) }
    }

    @Test func beyondTheWindowNothingIsTakenUntilTheReaderMadeRoom() throws {
        var state = state(.pieces(window: 100))
        #expect(give(99, to: &state) == .taken)
        #expect(give(50, to: &state) == .taken)
        #expect(give(1, to: &state) == .notNow)
        let first = try state.takePiece()
        #expect(first.piece?.count == 149)
        #expect(first.goesOn)
        #expect(give(1, to: &state) == .taken)
        let second = try state.takePiece()
        #expect(second.piece?.count == 1)
        #expect(!second.goesOn)
        let third = try state.takePiece()
        #expect(third.piece == nil && !third.isEnd)
        state.end(.complete)
        let last = try state.takePiece()
        #expect(last.isEnd)
        #expect(give(1, to: &state) == .refused)
    }

    @Test func theFirstEndStands() {
        var state = state(.whole(limit: 10))
        state.end(.failed(HTTPClientError(.cancelled, "cancelled")))
        state.end(.complete)
        #expect(throws: HTTPClientError.self) { try state.takePiece() }
        #expect(state.upload.accept([1]) == .over)
    }

    @Test func theMakerFillsTheBufferAndNoMore() throws {
        var upload = UploadBuffer(length: nil)
        let much = pattern(3 * UploadBuffer.capacity)
        #expect(upload.accept(much[...]) == .taken(UploadBuffer.capacity, mustTell: false))
        #expect(upload.accept(much[...]) == .taken(0, mustTell: false))
        var target = [UInt8](repeating: 0, count: 1000)
        #expect(target.withUnsafeMutableBytes { upload.fill($0) } == 1000)
        #expect(target == pattern(1000))
        #expect(upload.room == 1000)
        #expect(upload.accept(much[...]) == .taken(1000, mustTell: false))
    }

    @Test func curlIsToldOnceWhenItFoundNothing() {
        var upload = UploadBuffer(length: nil)
        var target = [UInt8](repeating: 0, count: 10)
        #expect(target.withUnsafeMutableBytes { upload.fill($0) } == nil)
        #expect(upload.accept([1]) == .taken(1, mustTell: true))
        #expect(upload.accept([2]) == .taken(1, mustTell: false))
        #expect(target.withUnsafeMutableBytes { upload.fill($0) } == 2)
        #expect(target.withUnsafeMutableBytes { upload.fill($0) } == nil)
        #expect(upload.finish() == (true, true))
        #expect(target.withUnsafeMutableBytes { upload.fill($0) } == 0)
    }

    @Test func aLengthIsKept() {
        var upload = UploadBuffer(length: 3)
        #expect(upload.accept([1, 2]) == .taken(2, mustTell: false))
        #expect(upload.finish() == (false, false))
        #expect(upload.accept([3, 4]) == .tooMany)
        #expect(upload.accept([3]) == .taken(1, mustTell: false))
        #expect(upload.finish() == (true, false))
    }
}
