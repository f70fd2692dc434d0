import ForwardProxy
import Synchronization

/// A proxy in front of one scripted server, and what it was asked for.
struct TestProxy {
    let proxy: ForwardProxy
    let server: WireListener
    private let asked: Requests

    /// - Parameters:
    ///   - clock: by default one that stands still, so that no deadline passes on a machine that is slow.
    ///   - policy: nil: everything is joined to the server.
    init(
        clock: ProxyClock = HandClock().clock,
        _ change: (inout ForwardProxyConfiguration) -> Void = { _ in },
        policy: ProxyPolicy? = nil
    ) throws {
        let server = try WireListener()
        let asked = Requests()
        var configuration = ForwardProxyConfiguration()
        change(&configuration)
        self.server = server
        self.asked = asked
        let port = server.port
        proxy = try ForwardProxy(configuration, clock: clock) { request in
            asked.note(request)
            return policy?(request) ?? .join(host: "127.0.0.1", port: port)
        }
    }

    /// Ends it; to be deferred, since a proxy that nobody holds stops.
    func stop() { proxy.stop() }

    var requests: [ProxyRequest] { asked.all }

    static let established = "HTTP/1.1 200 Connection Established\r\n\r\n"

    func client(receiveBuffer: Int32? = nil) async throws -> Wire {
        try await Wire.connect(proxy.port, receiveBuffer: receiveBuffer)
    }

    /// A client that is joined to the server, and the server's end.
    func pair(receiveBuffer: Int32? = nil) async throws -> (client: Wire, server: Wire) {
        let client = try await client(receiveBuffer: receiveBuffer)
        try await client.send("CONNECT a.example:443 HTTP/1.1\r\nHost: a.example:443\r\n\r\n")
        let server = try await server.accept()
        _ = try await client.read(Self.established.utf8.count)
        return (client, server)
    }

    /// What a client gets for a head that ends the conversation.
    func answer(_ head: String) async throws -> String {
        let client = try await client()
        try await client.send(head)
        return try await client.rest().text
    }

    /// Returns when so many clients are there.
    func becomes(_ count: Int) async throws {
        let end = ContinuousClock().now + .seconds(60)
        while proxy.connectionCount != count {
            guard ContinuousClock().now < end else { throw Wire.Failure(message: "\(proxy.connectionCount) clients") }
            await Task.yield()
        }
    }
}

/// What a proxy was asked for, from whatever thread.
private final class Requests: Sendable {
    private let list = Mutex<[ProxyRequest]>([])

    func note(_ request: ProxyRequest) { list.withLock { $0.append(request) } }
    var all: [ProxyRequest] { list.withLock { $0 } }
}

/// A clock that a test moves.
final class HandClock: Sendable {
    private let time = Atomic<Int64>(0)

    var clock: ProxyClock { ProxyClock(manual: { [self] in time.load(ordering: .acquiring) }) }
    func advance(seconds: Int64) { time.wrappingAdd(seconds * 1_000_000_000, ordering: .releasing) }
}
