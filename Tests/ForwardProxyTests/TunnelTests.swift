import ForwardProxy
import Testing

@Suite struct TunnelTests {
    @Test func bytesGoBothWaysUnchanged() async throws {
        let proxy = try TestProxy()
        defer { proxy.stop() }
        let (client, server) = try await proxy.pair()
        let all = (0...255).map { UInt8($0) }
        try await client.send(all)
        #expect(try await server.read(256) == all)
        try await server.send(Array(all.reversed()))
        #expect(try await client.read(256) == all.reversed())
        #expect(proxy.requests == [ProxyRequest(form: .tunnel, host: "a.example", port: 443)])
    }

    @Test func bytesRightAfterTheHeadBelongToTheTunnel() async throws {
        let proxy = try TestProxy()
        defer { proxy.stop() }
        let client = try await proxy.client()
        try await client.send("CONNECT a.example:443 HTTP/1.1\r\n\r\nhello\r\n\r\n")
        let server = try await proxy.server.accept()
        #expect(try await server.text(9) == "hello\r\n\r\n")
        #expect(try await client.text(TestProxy.established.utf8.count) == TestProxy.established)
    }

    @Test func aHeadMayComeInPieces() async throws {
        let proxy = try TestProxy()
        defer { proxy.stop() }
        let client = try await proxy.client()
        for byte in "CONNECT [::1]:8443 HTTP/1.1\r\nProxy-Connection: keep-alive\r\n\r\n".utf8 {
            try await client.send([byte])
        }
        _ = try await proxy.server.accept()
        #expect(try await client.text(TestProxy.established.utf8.count) == TestProxy.established)
        #expect(proxy.requests == [ProxyRequest(form: .tunnel, host: "::1", port: 8443)])
    }

    @Test func theServerMayAnswerAfterTheClientHasSaidAll() async throws {
        let proxy = try TestProxy()
        defer { proxy.stop() }
        let (client, server) = try await proxy.pair()
        try await client.send("question")
        client.closeSendingHalf()
        let question = try await server.rest()
        #expect(question.text == "question" && !question.wasReset)
        try await server.send("answer")
        server.closeSendingHalf()
        let answer = try await client.rest()
        #expect(answer.text == "answer" && !answer.wasReset)
    }

    @Test func theClientMayGoOnAfterTheServerHasSaidAll() async throws {
        let proxy = try TestProxy()
        defer { proxy.stop() }
        let (client, server) = try await proxy.pair()
        try await server.send("first")
        server.closeSendingHalf()
        let first = try await client.rest()
        #expect(first.text == "first" && !first.wasReset)
        try await client.send("second")
        client.closeSendingHalf()
        let second = try await server.rest()
        #expect(second.text == "second" && !second.wasReset)
    }

    @Test func aResetOfTheServerIsOneForTheClient() async throws {
        let proxy = try TestProxy()
        defer { proxy.stop() }
        let (client, server) = try await proxy.pair()
        try await server.send("partial")
        #expect(try await client.text(7) == "partial")
        server.leaveAbruptly()
        #expect(try await client.rest().wasReset)
        try await proxy.becomes(0)
    }

    @Test func aResetOfTheClientIsOneForTheServer() async throws {
        let proxy = try TestProxy()
        defer { proxy.stop() }
        let (client, server) = try await proxy.pair()
        client.leaveAbruptly()
        #expect(try await server.rest().wasReset)
        try await proxy.becomes(0)
    }

    @Test func whatWasSentBeforeAResetOfASlowReaderIsNoHang() async throws {
        let proxy = try TestProxy()
        defer { proxy.stop() }
        let (client, server) = try await proxy.pair(receiveBuffer: 4096)
        // Much more than all buffers on the way hold: the server's sending fails when the client has gone.
        let sending = Task { try await server.send([UInt8](repeating: 1, count: 64 << 20)) }
        _ = try await client.read(100_000)
        client.leaveAbruptly()
        await #expect(throws: Wire.Failure.self) { try await sending.value }
        try await proxy.becomes(0)
    }

    @Test func muchGoesBothWaysAtOnceThroughASlowReader() async throws {
        let proxy = try TestProxy()
        defer { proxy.stop() }
        let (client, server) = try await proxy.pair(receiveBuffer: 4096)
        let size = 16 << 20
        let up = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let down = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 17 >> 3) }
        async let sentUp: Void = client.send(up)
        async let sentDown: Void = server.send(down)
        async let gotUp = server.read(size)
        var gotDown: [UInt8] = []
        while gotDown.count < size { gotDown += try await client.read(min(65_536, size - gotDown.count)) }
        try await sentUp
        try await sentDown
        #expect(try await gotUp == up)
        #expect(gotDown == down)
    }

    @Test func whoTakesNothingKeepsNobodyElseWaiting() async throws {
        let proxy = try TestProxy()
        defer { proxy.stop() }
        let (stuck, flooding) = try await proxy.pair(receiveBuffer: 4096)
        let flood = Task { try await flooding.send([UInt8](repeating: 0, count: 64 << 20)) }
        let silent = try await proxy.client()
        try await silent.send("CONN")
        for _ in 0..<20 {
            let (client, server) = try await proxy.pair()
            try await client.send("ping")
            #expect(try await server.text(4) == "ping")
        }
        stuck.leaveAbruptly()
        await #expect(throws: Wire.Failure.self) { try await flood.value }
    }

    @Test func aStopCutsWhatIsUnderWay() async throws {
        let proxy = try TestProxy()
        defer { proxy.stop() }
        let (client, server) = try await proxy.pair()
        let flood = Task { try await server.send([UInt8](repeating: 0, count: 64 << 20)) }
        _ = try await client.read(1)
        let half = try await proxy.client()
        try await half.send("CONNECT a")
        proxy.proxy.stop()
        proxy.proxy.stop()
        await #expect(throws: Wire.Failure.self) { try await flood.value }
        _ = try await half.rest()
        await #expect(throws: Wire.Failure.self) { try await Wire.connect(proxy.proxy.port) }
        #expect(proxy.proxy.connectionCount == 0)
    }
}
