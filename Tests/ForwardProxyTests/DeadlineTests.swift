import ForwardProxy
import Testing

@Suite struct DeadlineTests {
    @Test func aHeadThatTricklesInIsCutAtItsDeadline() async throws {
        let hand = HandClock()
        let proxy = try TestProxy(clock: hand.clock)
        defer { proxy.stop() }
        let client = try await proxy.client()
        try await client.send("CONNECT a")
        try await proxy.becomes(1)
        hand.advance(seconds: 21)
        // A byte that comes late does not extend the time, and is enough to look at it.
        try await client.send(".")
        #expect(try await client.rest().text.hasPrefix("HTTP/1.1 408 "))
    }

    @Test func aClientThatSaysNothingIsClosed() async throws {
        let hand = HandClock()
        let proxy = try TestProxy(clock: hand.clock)
        defer { proxy.stop() }
        let client = try await proxy.client()
        try await proxy.becomes(1)
        hand.advance(seconds: 21)
        proxy.proxy.enforceDeadlines()
        #expect(try await client.rest().text.isEmpty)
    }

    @Test func aSilentPairIsCutAndATalkingOneIsNot() async throws {
        let hand = HandClock()
        let proxy = try TestProxy(clock: hand.clock)
        defer { proxy.stop() }
        let silent = try await proxy.pair()
        let talking = try await proxy.pair()
        hand.advance(seconds: 3_000)
        try await talking.client.send("x")
        #expect(try await talking.server.text(1) == "x")
        hand.advance(seconds: 1_000)
        proxy.proxy.enforceDeadlines()
        #expect(try await silent.client.rest().text.isEmpty)
        #expect(try await silent.server.rest().text.isEmpty)
        try await talking.server.send("y")
        #expect(try await talking.client.text(1) == "y")
    }

    @Test func whoDoesNotReadARefusalIsClosed() async throws {
        let hand = HandClock()
        let proxy = try TestProxy(clock: hand.clock, policy: { _ in .refuse("no") })
        defer { proxy.stop() }
        let client = try await proxy.client()
        try await client.send("CONNECT a.example:443 HTTP/1.1\r\n\r\n")
        #expect(try await client.text(12) == "HTTP/1.1 403")
        hand.advance(seconds: 6)
        proxy.proxy.enforceDeadlines()
        try await proxy.becomes(0)
    }
}
