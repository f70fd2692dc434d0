#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A socket that listens, made here and not by libmicrohttpd, which tells only its log what went wrong.
struct ListeningSocket {
    let descriptor: Int32
    let address: BoundAddress

    init(_ listener: Listener) throws(ServerError) {
        let place = "\(listener.host) port \(listener.port)"
        var hints = addrinfo()
        hints.ai_flags = AI_NUMERICHOST | AI_PASSIVE
        hints.ai_socktype = streamSocketType
        var found: UnsafeMutablePointer<addrinfo>?
        let host = listener.host == "localhost" ? "127.0.0.1" : listener.host
        guard getaddrinfo(host, String(listener.port), &hints, &found) == 0, let info = found else {
            throw ServerError(.badAddress, "cannot listen on \(place): expected a numeric address or localhost")
        }
        defer { freeaddrinfo(info) }

        let descriptor = socket(info.pointee.ai_family, streamSocketType, 0)
        guard descriptor >= 0 else { throw Self.error(place) }
        do throws(ServerError) {
            var yes: Int32 = 1
            let size = socklen_t(MemoryLayout<Int32>.size)
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &yes, size)
            if info.pointee.ai_family == AF_INET6 {
                // So that `::` and `0.0.0.0` can be listened on side by side.
                setsockopt(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, &yes, size)
            }
            guard fcntl(descriptor, F_SETFD, FD_CLOEXEC) == 0,
                fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0,
                bind(descriptor, info.pointee.ai_addr, info.pointee.ai_addrlen) == 0,
                listen(descriptor, SOMAXCONN) == 0
            else { throw Self.error(place) }
            address = try Self.boundAddress(descriptor, listener, place)
        } catch {
            close(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    private static func error(_ place: String) -> ServerError {
        let code: ServerError.Code =
            switch errno {
            case EADDRINUSE: .addressInUse
            case EACCES, EPERM: .permissionDenied
            case EADDRNOTAVAIL, EAFNOSUPPORT, EINVAL: .badAddress
            default: .failed
            }
        return ServerError(code, "cannot listen on \(place): \(systemMessage(errno))")
    }

    private static func boundAddress(
        _ descriptor: Int32,
        _ listener: Listener,
        _ place: String
    ) throws(ServerError) -> BoundAddress {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        var host = [CChar](repeating: 0, count: 128)
        var port = [CChar](repeating: 0, count: 16)
        let status = withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                guard getsockname(descriptor, address, &length) == 0 else { return Int32(-1) }
                let flags = NI_NUMERICHOST | NI_NUMERICSERV
                return getnameinfo(
                    address,
                    length,
                    &host,
                    socklen_t(host.count),
                    &port,
                    socklen_t(port.count),
                    flags
                )
            }
        }
        let hostText = host.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } }
        let portText = port.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } }
        guard status == 0, let hostText, let number = portText.flatMap({ UInt16($0) }) else {
            throw Self.error(place)
        }
        return BoundAddress(host: hostText, port: number, isSecure: listener.tls != nil)
    }
}

#if canImport(Glibc)
private let streamSocketType = Int32(SOCK_STREAM.rawValue)
#else
private let streamSocketType = SOCK_STREAM
#endif
