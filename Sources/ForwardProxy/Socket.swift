#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// The system's calls on sockets, none of which waits.
struct Socket {
    let descriptor: Int32

    /// What came of a call.
    enum Outcome: Equatable {
        /// So many bytes.
        case moved(Int)
        /// Nothing now.
        case blocked
        /// The other side has sent its last byte.
        case ended
        /// The connection is gone.
        case broken
    }

    /// Listens.
    static func listen(_ address: SocketAddress) throws(SystemError) -> Socket {
        let socket = try Socket(address.family)
        var yes: Int32 = 1
        setsockopt(socket.descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
        guard address.withPointer({ bind(socket.descriptor, $0, $1) }) == 0,
            put(socket.descriptor, SOMAXCONN) == 0
        else {
            let error = SystemError(errno)
            socket.close()
            throw error
        }
        return socket
    }

    /// Begins to connect; `finishConnecting` tells how it went, once the socket is writable.
    static func connect(_ address: SocketAddress) throws(SystemError) -> Socket {
        let socket = try Socket(address.family)
        guard address.withPointer({ join(socket.descriptor, $0, $1) }) == 0 || errno == EINPROGRESS else {
            let error = SystemError(errno)
            socket.close()
            throw error
        }
        return socket
    }

    private init(_ family: Int32) throws(SystemError) {
        descriptor = socket(family, Self.streamType, 0)
        guard descriptor >= 0 else { throw SystemError(errno) }
        prepare()
    }

    private init(accepted: Int32) {
        descriptor = accepted
        prepare()
    }

    /// Takes over a descriptor that is set up.
    init(owned: Int32) { descriptor = owned }

    /// Neither waits, nor is inherited by other programs, nor holds small pieces back.
    private func prepare() {
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, size)
        #if canImport(Darwin)
        setsockopt(descriptor, SOL_SOCKET, SO_NOSIGPIPE, &yes, size)  // untested
        #endif
    }

    /// A new client; nil when none waits.
    func accept() throws(SystemError) -> Socket? {
        let descriptor = take(self.descriptor, nil, nil)
        if descriptor >= 0 { return Socket(accepted: descriptor) }
        switch errno {
        case EMFILE, ENFILE, ENOBUFS, ENOMEM: throw SystemError(errno)
        default: return nil
        }
    }

    /// Nil when the connection stands.
    func finishConnecting() -> SystemError? {
        var code: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        guard getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &code, &size) == 0 else { return SystemError(errno) }
        return code == 0 ? nil : SystemError(code)
    }

    /// The port that was bound.
    var port: UInt16 {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let status = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard status == 0 else { return 0 }
        // The port stands at the same place for IPv4 and IPv6, in the network's order of bytes.
        return withUnsafeBytes(of: storage) { UInt16($0[2]) << 8 | UInt16($0[3]) }
    }

    func read(into buffer: inout [UInt8]) -> Outcome {
        let count = recv(descriptor, &buffer, buffer.count, 0)
        if count > 0 { return .moved(count) }
        return count == 0 ? .ended : Self.failure
    }

    func write(_ bytes: ArraySlice<UInt8>) -> Outcome {
        let count = bytes.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Self.withoutSignal) }
        return count >= 0 ? .moved(count) : Self.failure
    }

    private static var failure: Outcome {
        errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR ? .blocked : .broken
    }

    /// Tells the other side that no more comes.
    func endSending() { _ = shutdown(descriptor, Int32(SHUT_WR)) }

    /// Closes; with a reset, if that is how the other side of the pair ended.
    func close(reset: Bool = false) {
        if reset {
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        }
        _ = release(descriptor)
    }

    #if canImport(Glibc)
    static let streamType = Int32(SOCK_STREAM.rawValue)
    static let datagramType = Int32(SOCK_DGRAM.rawValue)
    #else
    static let streamType = SOCK_STREAM
    static let datagramType = SOCK_DGRAM
    #endif

    #if canImport(Darwin)
    static let withoutSignal: Int32 = 0
    #else
    static let withoutSignal = Int32(MSG_NOSIGNAL)
    #endif
}

/// Why a call of the system's failed.
struct SystemError: Error, Sendable {
    let code: Int32

    init(_ code: Int32) { self.code = code }

    /// What it means for who wants to listen.
    var listeningCode: ForwardProxyError.Code {
        switch code {
        case EADDRINUSE: .addressInUse
        case EADDRNOTAVAIL, EAFNOSUPPORT, EINVAL: .badAddress
        default: .failed
        }
    }

    /// The system's words.
    var message: String {
        var text = [CChar](repeating: 0, count: 128)
        strerror_r(code, &text, text.count)
        return text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "error \(code)" }
    }
}

private let put = listen
private let join = connect
private let take = accept
private let release = close
