import ForwardProxy
import Testing

@Suite struct RefusalTests {
    @Test(arguments: [
        ("CONNECT a.example:443 HTTP/1.1\nHost: x\r\n\r\n", "400"),
        ("CONNECT a.example HTTP/1.1\r\n\r\n", "HOST:PORT"),
        ("CONNECT a.example:0 HTTP/1.1\r\n\r\n", "HOST:PORT"),
        ("CONNECT a.example:65536 HTTP/1.1\r\n\r\n", "HOST:PORT"),
        ("CONNECT a.example:4430000000000 HTTP/1.1\r\n\r\n", "HOST:PORT"),
        ("CONNECT user@a.example:443 HTTP/1.1\r\n\r\n", "HOST:PORT"),
        ("CONNECT a.example/:443 HTTP/1.1\r\n\r\n", "HOST:PORT"),
        ("CONNECT :443 HTTP/1.1\r\n\r\n", "HOST:PORT"),
        ("CONNECT [::1:443 HTTP/1.1\r\n\r\n", "HOST:PORT"),
        ("CONNECT  a.example:443 HTTP/1.1\r\n\r\n", "request line"),
        ("CONNECT a.example:443\r\n\r\n", "request line"),
        ("CONNECT a.example:443 HTTP/2.0\r\n\r\n", "505"),
        ("CONNECT a.example:443 HTTP/1.1\r\nno colon\r\n\r\n", "NAME: VALUE"),
        ("CONNECT a.example:443 HTTP/1.1\r\nA: b\r\n folded: x\r\n\r\n", "NAME: VALUE"),
        ("CONNECT a.example:443 HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", "no body"),
        ("CONNECT a.example:443 HTTP/1.1\r\nA: \u{0}\r\n\r\n", "control character"),
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "forward proxy, not a server"),
        ("GET ftp://a.example/ HTTP/1.1\r\n\r\n", "neither http nor https"),
        ("GET http:///x HTTP/1.1\r\n\r\n", "URL with a host"),
        ("GET http://user:pass@a.example/ HTTP/1.1\r\n\r\n", "URL with a host"),
        ("GET http://a.example/\u{E9} HTTP/1.1\r\n\r\n", "not a URL"),
        ("\r\n\r\n", "no request line"),
        ("\u{16}\u{3}\u{1}\r\n\r\n", "control character"),
    ])
    func aMalformedHeadIsToldSo(head: String, told: String) async throws {
        let proxy = try TestProxy()
        defer { proxy.stop() }
        let answer = try await proxy.answer(head)
        #expect(answer.hasPrefix("HTTP/1.1 400 ") || answer.hasPrefix("HTTP/1.1 505 "))
        #expect(answer.contains(told), "\(answer)")
        #expect(proxy.requests.isEmpty)
    }

    @Test func aHeadThatIsTooLong() async throws {
        let proxy = try TestProxy { $0.maximumHeadBytes = 1024 }
        let fits = "CONNECT a.example:443 HTTP/1.1\r\nA: " + String(repeating: "x", count: 1024 - 40) + "\r\n\r\n"
        #expect(fits.utf8.count <= 1024)
        let client = try await proxy.client()
        try await client.send(fits)
        #expect(try await client.text(12) == "HTTP/1.1 200")
        for more in [fits.replacing("A: ", with: "A: 123456789"), String(repeating: "x", count: 100_000)] {
            #expect(try await proxy.answer(more).hasPrefix("HTTP/1.1 431 "))
        }
    }

    @Test func aHeadThatEndsEarly() async throws {
        let proxy = try TestProxy()
        defer { proxy.stop() }
        let client = try await proxy.client()
        try await client.send("CONNECT a.example:443 HTTP/1.1\r\n")
        client.closeSendingHalf()
        #expect(try await client.rest().text.contains("ends early"))
    }

    @Test func aRefusalNamesTheReason() async throws {
        let proxy = try TestProxy(policy: { .refuse("\($0.authority) is not for you") })
        defer { proxy.stop() }
        let answer = try await proxy.answer("CONNECT Other.Example.:443 HTTP/1.1\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 403 Forbidden\r\n"))
        #expect(answer.hasSuffix("\r\n\r\nother.example:443 is not for you\n"))
    }

    @Test func aRefusalIsReadAlthoughTheClientGoesOnSending() async throws {
        let proxy = try TestProxy(policy: { _ in .refuse("no") })
        defer { proxy.stop() }
        let client = try await proxy.client()
        try await client.send("POST http://other.example/ HTTP/1.1\r\nContent-Length: 1000000\r\n\r\n")
        try await client.send([UInt8](repeating: 0, count: 1_000_000))
        client.closeSendingHalf()
        let answer = try await client.rest()
        #expect(answer.text.hasPrefix("HTTP/1.1 403 ") && !answer.wasReset)
        try await proxy.becomes(0)
    }

    @Test func aServerThatIsNotThere() async throws {
        let nobody = try WireListener().port
        let proxy = try TestProxy(policy: { _ in .join(host: "127.0.0.1", port: nobody) })
        defer { proxy.stop() }
        let answer = try await proxy.answer("CONNECT a.example:443 HTTP/1.1\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 502 ") && answer.contains("a.example:443 cannot be reached"))
    }

    @Test func moreClientsThanTheLimit() async throws {
        let proxy = try TestProxy { $0.maximumConnections = 2 }
        let first = try await proxy.pair()
        let second = try await proxy.pair()
        let third = try await proxy.client()
        #expect(try await third.text(12) == "HTTP/1.1 503")
        try await first.client.send("still there")
        #expect(try await first.server.text(11) == "still there")
        second.client.leaveAbruptly()
        third.leaveAbruptly()
        try await proxy.becomes(1)
        _ = try await proxy.pair()
    }

    @Test func aPortThatIsTaken() throws {
        let proxy = try TestProxy()
        defer { proxy.stop() }
        let port = proxy.proxy.port
        let error = #expect(throws: ForwardProxyError.self) {
            try ForwardProxy(ForwardProxyConfiguration(port: port)) { _ in .passOn }
        }
        #expect(error?.code == .addressInUse)
        #expect(error?.message.contains("127.0.0.1 port \(port)") == true)
    }

    @Test func aHostThatIsNoAddress() {
        let error = #expect(throws: ForwardProxyError.self) {
            try ForwardProxy(ForwardProxyConfiguration(host: "a.example")) { _ in .passOn }
        }
        #expect(error?.code == .badAddress)
    }
}
