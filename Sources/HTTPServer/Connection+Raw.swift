#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// What goes past libmicrohttpd, straight to the socket.
extension Connection {
    /// The most that is sent of bytes which are no answer.
    static let maximumRawBytes = 64 * 1024

    /// Sends what the socket takes without waiting.
    func sendAtOnce(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { bytes in
            var rest = bytes[...]
            while !rest.isEmpty {
                let piece = UnsafeRawBufferPointer(rebasing: rest)
                let sent = send(descriptor, piece.baseAddress, piece.count, sendFlags)
                guard sent > 0 else { return }
                rest = rest.dropFirst(sent)
            }
        }
    }

    /// Resets the connection; the descriptor stays open until libmicrohttpd closes it.
    func reset() {
        var option = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        // libmicrohttpd announces the end of its sending half before it closes, and the peer could read that orderly
        // end before the reset. Dissolving the association resets at once, where the system can do it (Linux).
        var nobody = sockaddr()
        nobody.sa_family = sa_family_t(AF_UNSPEC)
        connect(descriptor, &nobody, socklen_t(MemoryLayout<sockaddr>.size))
    }
}

#if canImport(Darwin)
private let sendFlags = Int32(MSG_DONTWAIT)
#else
private let sendFlags = Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL)
#endif
