import Testing

@testable import FalClient

@Suite struct LogMergerTests {
    private func lines(_ names: String...) -> [QueueLog] { names.map { QueueLog(message: $0, timestamp: "t" + $0) } }

    @Test func pollsRepeatAndEventsDoNot() {
        var merger = LogMerger()
        #expect(merger.merge(poll: lines("a", "b")) == lines("a", "b"))
        #expect(merger.merge(poll: lines("a", "b", "c")) == lines("c"))
        merger.streamBegins()
        #expect(merger.merge(event: lines("a", "b", "c", "d")) == lines("d"))
        #expect(merger.merge(event: lines("e")) == lines("e"))
        #expect(merger.merge(poll: lines("a", "b", "c", "d", "e")) == [])
    }

    @Test func aStreamThatGoesOnWhereItBrokeLosesNothing() {
        var merger = LogMerger()
        #expect(merger.merge(event: lines("a")) == lines("a"))
        merger.streamBegins()
        #expect(merger.merge(event: lines("c")) == lines("c"))
        // What came in the gap.
        #expect(merger.merge(poll: lines("a", "b", "c")) == lines("b"))
    }

    @Test func equalLinesOfOneListAllCount() {
        var merger = LogMerger()
        #expect(merger.merge(poll: lines("a", "a")) == lines("a", "a"))
        #expect(merger.merge(poll: lines("a", "a", "a")) == lines("a"))
    }

    @Test func linesWithoutTimeCountFromTheStreamsStart() {
        var merger = LogMerger()
        let line = QueueLog(message: "x")
        #expect(merger.merge(event: [line]) == [line])
        #expect(merger.merge(event: [line]) == [line])
        merger.streamBegins()
        #expect(merger.merge(event: [line, line]) == [])
        #expect(merger.merge(event: [line]) == [line])
    }
}
