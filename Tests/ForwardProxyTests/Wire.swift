import Glibc
import SystemThreads

/// One end of a TCP connection that does as a test says; every wait ends after a minute.
///
/// The calls block, so they run on threads of their own.
final class Wire: Sendable {
    struct Failure: Error { var message: String }

    let descriptor: Int32

    init(_ descriptor: Int32) {
        self.descriptor = descriptor
        Self.bound(descriptor)
    }

    /// Ends every wait after a minute.
    static func bound(_ descriptor: Int32) {
        var limit = timeval(tv_sec: 60, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { Glibc.close(descriptor) }

    /// Calls a port of this machine.
    static func connect(_ port: UInt16, receiveBuffer: Int32? = nil) async throws -> Wire {
        try await onOwnThread {
            let wire = Wire(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
            if var receiveBuffer { setsockopt(wire.descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, 4) }
            guard loopback(port, { Glibc.connect(wire.descriptor, $0, $1) }) == 0 else {
                throw Failure(message: "cannot connect: \(errno)")
            }
            return wire
        }
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func send(_ bytes: [UInt8]) async throws {
        try await onOwnThread { [self] in
            var rest = bytes[...]
            while !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { throw Failure(message: "cannot send: \(errno)") }
                rest = rest.dropFirst(count)
            }
        }
    }

    func closeSendingHalf() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Goes with a reset.
    func leaveAbruptly() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        var nobody = sockaddr()
        nobody.sa_family = sa_family_t(AF_UNSPEC)
        // Dissolves the association, which resets the connection while the descriptor stays ours.
        Glibc.connect(descriptor, &nobody, socklen_t(MemoryLayout<sockaddr>.size))
    }

    /// Exactly so many bytes.
    func read(_ count: Int) async throws -> [UInt8] {
        try await onOwnThread { [self] in
            var bytes = [UInt8](repeating: 0, count: count)
            var have = 0
            while have < count {
                let more = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress! + have, count - have, 0) }
                guard more > 0 else {
                    throw Failure(message: "ended after \(have) of \(count) bytes: \(more) \(errno)")
                }
                have += more
            }
            return bytes
        }
    }

    func text(_ count: Int) async throws -> String { String(decoding: try await read(count), as: UTF8.self) }

    /// Everything until the end, and whether it was a reset.
    func rest() async throws -> (text: String, wasReset: Bool) {
        try await onOwnThread { [self] in
            var all: [UInt8] = []
            var bytes = [UInt8](repeating: 0, count: 65_536)
            while true {
                let count = recv(descriptor, &bytes, bytes.count, 0)
                if count > 0 {
                    all += bytes[..<count]
                } else if count < 0, errno == EAGAIN {
                    throw Failure(message: "nothing came in a minute")
                } else {
                    return (String(decoding: all, as: UTF8.self), count < 0)
                }
            }
        }
    }
}

/// A server that does as a test says.
final class WireListener: Sendable {
    private let descriptor: Int32
    let port: UInt16

    init() throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        Wire.bound(descriptor)
        guard loopback(0, { [descriptor] in bind(descriptor, $0, $1) }) == 0, listen(descriptor, 64) == 0 else {
            throw Wire.Failure(message: "cannot listen")
        }
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        _ = withUnsafeMutablePointer(to: &address) { [descriptor] in
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &size) }
        }
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { Glibc.close(descriptor) }

    func accept() async throws -> Wire {
        try await onOwnThread { [self] in
            let client = Glibc.accept(descriptor, nil, nil)
            guard client >= 0 else { throw Wire.Failure(message: "cannot accept: \(errno)") }
            return Wire(client)
        }
    }
}

private func loopback(_ port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return withUnsafePointer(to: address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
}

/// Runs what blocks.
func onOwnThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        let thread = SystemThread { continuation.resume(with: Result(catching: body)) }
        if let thread { thread.detach() } else { continuation.resume(throwing: Wire.Failure(message: "no thread")) }
    }
}
