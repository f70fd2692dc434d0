import HTTPServer
import HTTPTypes
import Testing

@Suite struct ListenerTests {
    @Test func severalListenersShareOneHandler() async throws {
        let listeners = [
            Listener(host: "127.0.0.1"), Listener(host: "::1"), Listener(host: "localhost"),
            Listener(host: "127.0.0.1", tls: testIdentity),
        ]
        let handler: Handler = { .now(.text("\($0.target) secure \($0.isSecure)")) }
        try await withServer(.test(listeners: listeners), handler: handler) { server, _ in
            let addresses = server.addresses
            #expect(addresses.map(\.host) == ["127.0.0.1", "::1", "127.0.0.1", "127.0.0.1"])
            #expect(addresses.map(\.isSecure) == [false, false, false, true])
            #expect(Set(addresses.map(\.port)).count == 4)
            for address in addresses.prefix(3) {
                let client = try await RawClient.connect(port: address.port, host: address.host)
                let response = try await client.exchange("GET /x HTTP/1.1\r\nHost: h\r\n\r\n")
                #expect(response.body == "/x secure false")
            }
            #expect(try await curl("https://127.0.0.1:\(addresses[3].port)/y").body == "/y secure true")
        }
    }

    @Test func streamsAndWaitingAnswersWorkOverTLS() async throws {
        let handler: Handler = { request in
            request.target == "/later"
                ? .later { .text("later") }
                : .now(Response(body: .stream { try? await $0.write([UInt8](repeating: 0x61, count: 200_000)) }))
        }
        try await withServer(.test(listeners: [Listener(tls: testIdentity)]), handler: handler) { _, port in
            let later = try await curl("https://127.0.0.1:\(port)/later")
            #expect(later.body == "later")
            let stream = try await curl("https://127.0.0.1:\(port)/stream")
            #expect(stream.body.utf8.count == 200_000)
        }
    }

    @Test func takenPortIsNamed() async throws {
        try await withServer(handler: echo) { _, port in
            let other = Server(ServerConfiguration(listeners: [Listener(), Listener(port: port)]), handler: echo)
            let error = #expect(throws: ServerError.self) { try other.start() }
            #expect(error?.code == .addressInUse)
            #expect(error?.message == "cannot listen on 127.0.0.1 port \(port): Address already in use")
            #expect(other.addresses.isEmpty)
        }
    }

    @Test(arguments: ["example.com", "1.2.3.4.5", "", "192.0.2.1"])
    func badAddressesAreRefused(host: String) {
        let server = Server(ServerConfiguration(listeners: [Listener(host: host)]), handler: echo)
        let error = #expect(throws: ServerError.self) { try server.start() }
        #expect(error?.code == .badAddress)
    }

    @Test func badCertificateIsRefused() {
        let identity = TLSIdentity(certificateChainPEM: "nonsense", privateKeyPEM: testIdentity.privateKeyPEM)
        let server = Server(ServerConfiguration(listeners: [Listener(tls: identity)]), handler: echo)
        let error = #expect(throws: ServerError.self) { try server.start() }
        #expect(error?.code == .badCertificate)
    }

    @Test func keyIsNotShown() {
        #expect("\(testIdentity)" == "TLSIdentity")
    }
}
