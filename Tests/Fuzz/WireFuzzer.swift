internal import HTTPServer
internal import HTTPTypes
internal import Synchronization

#if canImport(Glibc)
internal import Glibc
#elseif canImport(Darwin)
internal import Darwin  // untested: the project is fuzzed on Linux
#endif

/// Raw bytes on a connection: the server answers HTTP or closes, and goes on serving.
final class WireFuzzer: Fuzzer {
    private let server: Server
    private let port: UInt16
    private let count = Atomic(0)

    init() {
        var configuration = ServerConfiguration(listeners: [Listener()])
        configuration.threads = 1
        configuration.maximumHeadBytes = 8 * 1024
        configuration.maximumBodyBytes = 64 * 1024
        server = Server(configuration) { request in
            // Everything that is derived from the target and the fields is looked at.
            let count = (request.pathSegments ?? []).joined().utf8.count + request.queryItems.count
            let fields = request.headerFields.map { $0.name.rawName + $0.value }.joined()
            return .now(Response(body: .bytes([UInt8]("\(count) \(fields.utf8.count) \(request.body.count)".utf8))))
        }
        do throws(ServerError) { try server.start() } catch { fatalError(error.message) }
        port = server.addresses[0].port
    }

    func feed(_ bytes: [UInt8]) {
        let answer = exchange(bytes, patience: 2)
        precondition(answer.isEmpty || answer.starts(with: "HTTP/1.".utf8), "answers something that is no HTTP")
        // A server that has lost its way does not answer this.
        if count.add(1, ordering: .relaxed).newValue % 64 == 0 {
            let question = [UInt8]("GET / HTTP/1.1\r\nHost: a\r\n\r\n".utf8)
            // More than once, since libFuzzer's alarm may interrupt.
            let answers = (0..<3).lazy.map { _ in self.exchange(question, patience: 5_000) }
            precondition(answers.contains { $0.starts(with: "HTTP/1.1 200".utf8) }, "no longer answers")
        }
    }

    /// Sends bytes and reads what comes first, then resets the connection: a server need not close one that is kept alive.
    /// - Parameters:
    ///   - bytes: what is sent.
    ///   - patience: how many milliseconds an answer may take before it counts as none.
    private func exchange(_ bytes: [UInt8], patience: Int32) -> [UInt8] {
        let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        precondition(socket >= 0, "no socket")
        var reset = linger(l_onoff: 1, l_linger: 0)
        unsafe _ = setsockopt(socket, SOL_SOCKET, SO_LINGER, &reset, socklen_t(MemoryLayout<linger>.size))
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let connected = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe connect(socket, $0, size) }
        }
        guard connected == 0 else {
            precondition(errno == EINTR, "the server does not accept: \(errno)")
            return []
        }
        _ = unsafe bytes.withUnsafeBytes { unsafe send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        var event = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
        guard unsafe poll(&event, 1, patience) > 0 else { return [] }
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = unsafe recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        return count > 0 ? [UInt8](buffer[..<count]) : []
    }
}
