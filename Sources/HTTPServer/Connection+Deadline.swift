import HTTPTypes
import Synchronization

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

extension Connection {
    /// Cuts a connection whose deadline has passed.
    ///
    /// Called on another thread while the server's table is locked, so that the descriptor stays open.
    func cutLate() {
        // Once is enough; libmicrohttpd needs a moment to notice.
        deadline.store(.max, ordering: .relaxed)
        let (isOurs, _) = upload.compareExchange(
            expected: .pending,
            desired: .late,
            ordering: .sequentiallyConsistent
        )
        if isOurs, !isSecure {
            // libmicrohttpd takes no answer in the middle of a body, and it sends nothing by itself then.
            let bytes = core.configuration.refuse(Refusal(.timeout, "The body did not arrive in time")).rawBytes
            sendAtOnce(bytes)
        }
        shutDown()
    }

    /// The peer sends nothing more. libmicrohttpd can miss that when the end comes together with the last bytes, and would
    /// keep what came of a body until it has waited for long enough; this makes it look again. What has arrived is still
    /// read, and a peer that closed its sending half alone still gets its answer. False when no body is awaited.
    ///
    /// Called on another thread while the server's table is locked, so that the descriptor stays open.
    func sendsNothingMore() -> Bool {
        guard upload.load(ordering: .sequentiallyConsistent) == .pending else { return false }
        shutdown(descriptor, Int32(SHUT_RD))
        return true
    }

    /// Looks whether the peer has ended its sending half unnoticed, and owes nothing more to a connection between requests or
    /// in a head.
    ///
    /// Called like `cutLate`, now and then. Such a connection is closed only when that was so for a while, as what had just been
    /// read at the first look is a request by then; a body that breaks off is libmicrohttpd's to end.
    func closeIfOver(at now: Int64) {
        guard peerHasEnded else { return overSince.store(.max, ordering: .relaxed) }
        if isBusy.load(ordering: .sequentiallyConsistent) {
            _ = sendsNothingMore()
            return overSince.store(.max, ordering: .relaxed)
        }
        let since = overSince.load(ordering: .relaxed)
        if since == .max {
            overSince.store(now, ordering: .relaxed)
        } else if now &- since >= 250_000_000 {
            shutDown()
        }
    }

    private var peerHasEnded: Bool {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) == 0
    }

    func shutDown() {
        shutdown(descriptor, Int32(SHUT_RDWR))
    }
}

extension Response {
    /// The whole answer as it goes over the wire, if its content is in memory; it closes the connection.
    fileprivate var rawBytes: [UInt8] {
        var content: [UInt8] = []
        if case .bytes(let bytes) = body { content = bytes }
        let standard = HTTPResponse.Status(code: status.code)
        let phrase = standard.reasonPhrase.isEmpty ? status.reasonPhrase : standard.reasonPhrase
        var head = "HTTP/1.1 \(status.code) \(phrase)\r\n"
        for field in allHeaderFields where field.name != .connection && field.name != .contentLength {
            head += "\(field.name.rawName): \(field.value)\r\n"
        }
        head += "Connection: close\r\nContent-Length: \(content.count)\r\n\r\n"
        return Array(head.utf8) + content
    }
}
