import SystemThreads
import Testing

@testable import HTTPServer

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A TCP connection that writes and reads bytes as a test says; every wait ends after ten seconds.
///
/// The calls block, so they run on threads of their own: handlers under test need the concurrency runtime's.
final class RawClient: Sendable {
    struct Failure: Error {
        var message: String
    }

    let descriptor: Int32

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { Glibc.close(descriptor) }

    static func connect(port: UInt16, host: String = "127.0.0.1", receiveBuffer: Int32? = nil) async throws -> RawClient
    {
        try await onOwnThread {
            var hints = addrinfo()
            hints.ai_flags = AI_NUMERICHOST
            hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
            var found: UnsafeMutablePointer<addrinfo>?
            guard getaddrinfo(host, String(port), &hints, &found) == 0, let info = found else {
                throw Failure(message: "no address")
            }
            defer { freeaddrinfo(info) }
            let client = RawClient(descriptor: socket(info.pointee.ai_family, Int32(SOCK_STREAM.rawValue), 0))
            var limit = timeval(tv_sec: 10, tv_usec: 0)
            let size = socklen_t(MemoryLayout<timeval>.size)
            setsockopt(client.descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, size)
            setsockopt(client.descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, size)
            if var receiveBuffer {
                setsockopt(client.descriptor, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(4))
            }
            guard Glibc.connect(client.descriptor, info.pointee.ai_addr, info.pointee.ai_addrlen) == 0 else {
                throw Failure(message: "cannot connect: \(errno)")
            }
            return client
        }
    }

    func send(_ text: String) async throws {
        try await send(Array(text.utf8))
    }

    func send(_ bytes: [UInt8]) async throws {
        try await onOwnThread { [self] in
            var sent = 0
            while sent < bytes.count {
                let count = bytes.withUnsafeBytes {
                    Glibc.send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
                }
                guard count > 0 else { throw Failure(message: "cannot send after \(sent) bytes: \(errno)") }
                sent += count
            }
        }
    }

    func closeSendingHalf() {
        shutdown(descriptor, Int32(SHUT_WR))
    }

    /// Closes with a reset instead of an orderly end.
    func leaveAbruptly() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        var nobody = sockaddr()
        nobody.sa_family = sa_family_t(AF_UNSPEC)
        // Dissolves the association, which resets the connection while the descriptor stays ours.
        Glibc.connect(descriptor, &nobody, socklen_t(MemoryLayout<sockaddr>.size))
    }

    /// What was read beyond the end that somebody looked for.
    private let pending = Locked<[UInt8]>([])
    private let wasReset = Locked(false)

    /// Reads once; nil at the end or after a reset.
    private func readSome() throws -> [UInt8]? {
        let before = pending.withLock { pending in
            defer { pending = [] }
            return pending
        }
        if !before.isEmpty { return before }
        var bytes = [UInt8](repeating: 0, count: 65536)
        let count = recv(descriptor, &bytes, bytes.count, 0)
        if count > 0 { return Array(bytes.prefix(count)) }
        if count < 0, errno == EAGAIN || errno == EINTR { throw Failure(message: "nothing came in ten seconds") }
        if count < 0, errno == ECONNRESET { wasReset.withLock { $0 = true } }
        return nil
    }

    /// Everything until the server closes.
    func readToEnd() async throws -> String {
        try await onOwnThread { [self] in
            var all: [UInt8] = []
            while let bytes = try readSome() { all += bytes }
            return String(decoding: all, as: UTF8.self)
        }
    }

    /// Everything until the connection ends, and whether a reset ended it.
    func readToEnding() async throws -> (bytes: [UInt8], wasReset: Bool) {
        try await onOwnThread { [self] in
            var all: [UInt8] = []
            while let bytes = try readSome() { all += bytes }
            return (all, wasReset.withLock { $0 })
        }
    }

    /// Whether the server closes without another byte.
    func isClosed() async throws -> Bool {
        try await readToEnd().isEmpty
    }

    /// Reads until the text has come.
    @discardableResult
    func read(until end: String) async throws -> String {
        try await onOwnThread { [self] in
            let end = Array(end.utf8)
            var all: [UInt8] = []
            while true {
                guard let bytes = try readSome() else {
                    throw Failure(message: "closed after: \(String(decoding: all.suffix(1000), as: UTF8.self))")
                }
                let start = max(0, all.count - end.count)
                all += bytes
                let found = all.withUnsafeBytes { $0.firstOffset(of: end, from: start) }
                if let found {
                    pending.withLock { $0 = Array(all[(found + end.count)...]) }
                    return String(decoding: all[..<(found + end.count)], as: UTF8.self)
                }
            }
        }
    }

    func read(count: Int) async throws -> [UInt8] {
        try await onOwnThread { [self] in
            var all: [UInt8] = []
            while all.count < count {
                guard let bytes = try readSome() else {
                    throw Failure(message: "closed after \(all.count) bytes")
                }
                all += bytes
            }
            pending.withLock { $0 = Array(all[count...]) }
            return Array(all[..<count])
        }
    }

    /// Reads one answer that has a `Content-Length`.
    func readResponse(withoutBody: Bool = false) async throws -> RawResponse {
        let head = try await read(until: "\r\n\r\n")
        var response = RawResponse(head: head)
        if !withoutBody, let length = response.fields("content-length").first.flatMap({ Int($0) }) {
            response.body = String(decoding: try await read(count: length), as: UTF8.self)
        }
        return response
    }

    func exchange(_ request: String) async throws -> RawResponse {
        try await send(request)
        return try await readResponse()
    }
}

struct RawResponse {
    var head: String
    var body = ""

    var status: String { String(head.split(separator: "\r\n").first ?? "") }
    var code: Int? { status.split(separator: " ").dropFirst().first.flatMap { Int($0) } }

    func fields(_ name: String) -> [String] {
        head.split(separator: "\r\n").dropFirst().compactMap { line in
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, parts[0].lowercased() == name else { return nil }
            return String(parts[1].drop { $0 == " " })
        }
    }
}

extension UnsafeRawBufferPointer {
    /// Where the bytes begin; by C's functions, since tests read megabytes in debug builds.
    fileprivate func firstOffset(of bytes: [UInt8], from start: Int) -> Int? {
        guard let base = baseAddress else { return nil }
        var offset = start
        while offset + bytes.count <= count {
            guard let match = memchr(base + offset, Int32(bytes[0]), count - bytes.count + 1 - offset) else {
                return nil
            }
            offset = base.distance(to: match)
            if memcmp(match, bytes, bytes.count) == 0 { return offset }
            offset += 1
        }
        return nil
    }
}

/// Runs something that blocks, without occupying one of the few threads that tasks run on.
func onOwnThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        let thread = SystemThread { continuation.resume(with: Result { try work() }) }
        if let thread {
            thread.detach()
        } else {
            continuation.resume(throwing: RawClient.Failure(message: "no thread left"))
        }
    }
}
