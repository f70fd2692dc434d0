import ForwardProxy
import Testing

@Suite struct AbsoluteFormTests {
    @Test func theServerGetsAnOrdinaryRequest() async throws {
        let proxy = try TestProxy()
        defer { proxy.stop() }
        let client = try await proxy.client()
        try await client.send(
            "POST http://A.example:8080/path?x=1 HTTP/1.1\r\nHost: wrong\r\nProxy-Authorization: Basic x\r\n"
                + "Connection: keep-alive, X-Hop\r\nX-Hop: 1\r\nKeep-Alive: 5\r\nX-Kept: yes\r\nContent-Length: 2\r\n\r\nhi"
        )
        let server = try await proxy.server.accept()
        let head =
            "POST /path?x=1 HTTP/1.1\r\nHost: A.example:8080\r\nX-Kept: yes\r\nContent-Length: 2\r\n"
            + "Connection: close\r\n\r\nhi"
        #expect(try await server.text(head.utf8.count) == head)
        try await server.send("HTTP/1.1 204 No Content\r\n\r\n")
        server.closeSendingHalf()
        client.closeSendingHalf()
        #expect(try await client.rest().text == "HTTP/1.1 204 No Content\r\n\r\n")
        #expect(proxy.requests == [ProxyRequest(form: .http, host: "a.example", port: 8080)])
    }

    @Test func bytesThatAreNotASCIIGoOnAsTheyCame() async throws {
        let proxy = try TestProxy()
        defer { proxy.stop() }
        let client = try await proxy.client()
        let field: [UInt8] = Array("X-Name: ".utf8) + [0xE9, 0xFF, 0x80, 0x20, 0xC3, 0xA9, 0x0D, 0x0A]
        try await client.send(Array("GET http://a.example/ HTTP/1.1\r\n".utf8) + field + [0x0D, 0x0A])
        let server = try await proxy.server.accept()
        _ = try await server.text("GET / HTTP/1.1\r\nHost: a.example\r\n".utf8.count)
        #expect(try await server.read(field.count) == field)
    }

    @Test(arguments: [
        ("http://a.example", ProxyRequest.Form.http, 80, "/"), ("HTTP://a.example?q", .http, 80, "/?q"),
        ("https://a.example/x", .https, 443, "/x"), ("http://a.example/x#part", .http, 80, "/x"),
    ])
    func theDefaultsOfAURL(url: String, form: ProxyRequest.Form, port: UInt16, path: String) async throws {
        let proxy = try TestProxy()
        defer { proxy.stop() }
        let client = try await proxy.client()
        try await client.send("GET \(url) HTTP/1.1\r\n\r\n")
        let line = "GET \(path) HTTP/1.1\r\nHost: a.example\r\n"
        #expect(try await proxy.server.accept().text(line.utf8.count) == line)
        #expect(proxy.requests == [ProxyRequest(form: form, host: "a.example", port: port)])
    }

    @Test func aHeadRequestIsRefusedWithoutABody() async throws {
        let proxy = try TestProxy(policy: { _ in .refuse("no") })
        defer { proxy.stop() }
        let answer = try await proxy.answer("HEAD http://a.example/ HTTP/1.1\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 403 ") && answer.hasSuffix("\r\n\r\n"))
    }

    @Test func whatIsPassedOnGoesToTheHostItself() async throws {
        let proxy = try TestProxy(policy: { _ in .passOn })
        defer { proxy.stop() }
        for host in ["127.0.0.1", "localhost"] {
            let client = try await proxy.client()
            try await client.send("CONNECT \(host):\(proxy.server.port) HTTP/1.1\r\n\r\n")
            _ = try await proxy.server.accept()
            #expect(try await client.text(TestProxy.established.utf8.count) == TestProxy.established)
        }
        let answer = try await proxy.answer("GET https://127.0.0.1:\(proxy.server.port)/ HTTP/1.1\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 501 "))
    }

    @Test func aNameThatIsLookedUpAndNotFound() async throws {
        let proxy = try TestProxy(policy: { _ in .passOn })
        defer { proxy.stop() }
        // A label of 64 letters: no name server need be asked.
        let name = String(repeating: "x", count: 64) + ".invalid"
        let answer = try await proxy.answer("CONNECT \(name):443 HTTP/1.1\r\n\r\n")
        #expect(answer.hasPrefix("HTTP/1.1 502 ") && answer.contains("\(name):443 cannot be reached"))
    }

    @Test func noMoreNamesAreLookedUpThanTheLimit() async throws {
        let proxy = try TestProxy({ $0.maximumLookUps = 0 }, policy: { _ in .passOn })
        defer { proxy.stop() }
        #expect(try await proxy.answer("CONNECT no-such-name.invalid:443 HTTP/1.1\r\n\r\n").hasPrefix("HTTP/1.1 503 "))
    }
}
