import Testing

@testable import FalClient

@Suite struct EventDecoderTests {
    private static let text = """
        \u{FEFF}: ping

        data: {"a":1}

        event: message\r
        data:two\r
        data: lines\r
        \r
        id: 3
        retry: 10
        data

        data: ungl\u{00FC}cklich \u{1F600}

        : a comment alone

        data: never ended
        """
    private static let expected = [
        ServerSentEvent(data: #"{"a":1}"#), ServerSentEvent(name: "message", data: "two\nlines"),
        ServerSentEvent(data: ""),
        ServerSentEvent(data: "ungl\u{00FC}cklich \u{1F600}"),
    ]

    @Test func eventsAreReadWhole() throws {
        var decoder = EventDecoder()
        #expect(try decoder.decode(Array(Self.text.utf8)) == Self.expected)
    }

    @Test func eventsAreReadByteByByte() throws {
        var decoder = EventDecoder()
        #expect(try Self.text.utf8.flatMap { try decoder.decode([$0]) } == Self.expected)
    }

    @Test func eventsAreReadCutAnywhere() throws {
        let bytes = Array(Self.text.utf8)
        for cut in 0...bytes.count {
            var decoder = EventDecoder()
            #expect(try decoder.decode(bytes[..<cut]) + decoder.decode(bytes[cut...]) == Self.expected, "at \(cut)")
        }
    }

    @Test(arguments: ["\n", "\r", "\r\n"]) func linesEndInThreeWays(_ end: String) throws {
        var decoder = EventDecoder()
        #expect(
            try decoder.decode("data: a\(end)data: b\(end)\(end)data: c\(end)\(end)".utf8).map(\.data) == ["a\nb", "c"]
        )
    }

    @Test func invalidUTF8IsReplaced() throws {
        var decoder = EventDecoder()
        let events = try decoder.decode(Array("data: a".utf8) + [0xFF, 0xC3] + Array("b\n\n".utf8))
        #expect(events.map(\.data) == ["a\u{FFFD}\u{FFFD}b"])
    }

    @Test func onlyOneSpaceIsTakenAway() throws {
        var decoder = EventDecoder()
        #expect(try decoder.decode("data:  a\n\ndata:b:c\n\n".utf8).map(\.data) == [" a", "b:c"])
    }

    @Test func aLineAndAnEventAreBounded() {
        var decoder = EventDecoder(limit: 10)
        #expect(throws: EventDecoder.TooLarge.self) { try decoder.decode(repeatElement(0x61, count: 11)) }
        var other = EventDecoder(limit: 12)
        #expect(throws: EventDecoder.TooLarge.self) {
            try other.decode("data: 123\ndata: 123\ndata: 123\ndata: 123\n".utf8)
        }
    }
}
