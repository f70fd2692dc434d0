import HTTPServer
import HTTPTypes
import Synchronization

/// Starts a server on a port of the system's choice, gives its port to the test, and stops it.
func withServer<Value>(
    _ configuration: ServerConfiguration = .test(),
    clock: TestClock? = nil,
    handler: @escaping Handler,
    test: (Server, UInt16) async throws -> Value
) async throws -> Value {
    let server =
        if let clock {
            Server(configuration, clock: clock.deadlineClock, handler: handler)
        } else {
            Server(configuration, handler: handler)
        }
    try server.start()
    do {
        let value = try await test(server, server.addresses[0].port)
        await server.stop()
        return value
    } catch {
        await server.stop()
        throw error
    }
}

extension ServerConfiguration {
    static func test(
        listeners: [Listener] = [Listener()],
        maximumHeadBytes: Int = 32 * 1024,
        maximumBodyBytes: Int = 64 * 1024 * 1024,
        maximumConnections: Int = 4096
    ) -> ServerConfiguration {
        var configuration = ServerConfiguration(listeners: listeners)
        configuration.threads = 2
        configuration.maximumHeadBytes = maximumHeadBytes
        configuration.maximumBodyBytes = maximumBodyBytes
        configuration.maximumConnections = maximumConnections
        return configuration
    }
}

/// A clock that a test moves.
final class TestClock: Sendable {
    private let nanoseconds = Atomic<Int64>(1_000_000_000_000)

    var deadlineClock: DeadlineClock {
        DeadlineClock(manual: { self.nanoseconds.load(ordering: .sequentiallyConsistent) })
    }

    func advance(seconds: Int64) {
        nanoseconds.add(seconds * 1_000_000_000, ordering: .sequentiallyConsistent)
    }
}

/// Something that happens once.
final class Event: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream.makeStream()
    }

    func happen() {
        continuation.finish()
    }

    /// Returns true when it has happened, and false when the task is cancelled before, as by a suite's time limit.
    @discardableResult
    func wait() async -> Bool {
        for await _ in stream {}
        return !Task.isCancelled
    }
}

extension Response {
    static func text(_ text: String) -> Response {
        Response(headerFields: [.contentType: "text/plain"], body: .bytes(Array(text.utf8)))
    }
}

/// Says what it understood.
let echo: Handler = { request in
    let fields = request.headerFields.map { "\($0.name.rawName)=\($0.value)" }.joined(separator: "|")
    let body = String(decoding: request.body, as: UTF8.self)
    return .now(.text("\(request.method) \(request.target) [\(fields)] \(body)"))
}
