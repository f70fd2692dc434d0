import CMicroHTTPD

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A running libmicrohttpd daemon: the threads behind one listener.
// Unchecked: the handle is a constant, and `stop` is called once, by the owner.
final class Daemon: @unchecked Sendable {
    private let handle: OpaquePointer
    private let context: Unmanaged<DaemonContext>

    init(_ core: ServerCore, socket: ListeningSocket, tls: TLSIdentity?) throws(ServerError) {
        let configuration = core.configuration
        // Released by `stop`, or below if there is nothing to stop.
        let context = Unmanaged.passRetained(DaemonContext(core, isSecure: tls != nil))
        self.context = context
        let texts = [tls?.certificateChainPEM, tls?.privateKeyPEM].map { text in text.flatMap { strdup($0) } }
        defer { for text in texts { free(text) } }

        let connections = min(max(0, configuration.maximumConnections), 1 << 20)
        let idleSeconds = min(max(1, (configuration.idleTimeout.nanoseconds + 999_999_999) / 1_000_000_000), 1 << 20)
        var options = DaemonOptions()
        let logger: MHD_LogCallback = logFromDaemon
        options.add(.EXTERNAL_LOGGER, callback: logger, context.toOpaque())
        options.add(.LISTEN_SOCKET, Int(socket.descriptor))
        options.add(.NOTIFY_CONNECTION, callback: connectionNotified, context.toOpaque())
        options.add(.URI_LOG_CALLBACK, callback: targetArrived, context.toOpaque())
        options.add(.NOTIFY_COMPLETED, callback: requestCompleted, context.toOpaque())
        // Each thread gets its part of this limit, but connections do not come evenly; the limit that counts is
        // kept by `ServerCore.open`.
        options.add(.CONNECTION_LIMIT, (connections + 512) * max(1, configuration.threads))
        options.add(.CONNECTION_TIMEOUT, Int(idleSeconds))
        options.add(.CONNECTION_MEMORY_LIMIT, max(4096, configuration.maximumHeadBytes))
        if configuration.threads > 1 { options.add(.THREAD_POOL_SIZE, min(configuration.threads, 256)) }
        if tls != nil {
            options.add(.HTTPS_MEM_CERT, 0, texts[0])
            options.add(.HTTPS_MEM_KEY, 0, texts[1])
        }

        #if os(Linux)
        var flags = MHD_USE_EPOLL_INTERNAL_THREAD.rawValue
        #else
        var flags = MHD_USE_AUTO_INTERNAL_THREAD.rawValue
        #endif
        flags |= MHD_ALLOW_SUSPEND_RESUME.rawValue | MHD_USE_ERROR_LOG.rawValue
        if tls != nil { flags |= MHD_USE_TLS.rawValue }

        guard let handle = options.start(flags: flags, context: context.toOpaque()) else {
            let message = context.takeUnretainedValue().lastMessage
            context.release()
            // libmicrohttpd has closed the socket, except after the earliest failures (no memory, no descriptors).
            throw ServerError(
                tls == nil ? .failed : .badCertificate,
                "cannot serve \(socket.address.host) port \(socket.address.port): \(message)"
            )
        }
        self.handle = handle
    }

    /// Ends the threads and closes the listening socket; nothing may be suspended (see `ServerCore.close`).
    func stop() {
        MHD_stop_daemon(handle)
        context.release()
    }
}

/// What the callbacks of one daemon get.
final class DaemonContext: Sendable {
    let core: ServerCore
    let isSecure: Bool
    private let message = Locked("libmicrohttpd did not start")

    init(_ core: ServerCore, isSecure: Bool) {
        self.core = core
        self.isSecure = isSecure
    }

    var lastMessage: String { message.withLock { $0 } }

    func log(_ text: String) {
        message.withLock { $0 = text }
        core.configuration.log("libmicrohttpd: \(text)")
    }
}

/// The options of a daemon, in the one form that Swift can pass.
private struct DaemonOptions {
    private var items: [MHD_OptionItem] = []

    mutating func add(_ option: MHD_OPTION, _ value: Int, _ pointer: UnsafeMutableRawPointer? = nil) {
        items.append(MHD_OptionItem(option: option, value: value, ptr_value: pointer))
    }

    mutating func add<Callback>(_ option: MHD_OPTION, callback: Callback, _ context: UnsafeMutableRawPointer) {
        add(option, unsafeBitCast(callback, to: Int.self), context)
    }

    func start(flags: UInt32, context: UnsafeMutableRawPointer) -> OpaquePointer? {
        var items = items
        items.append(MHD_OptionItem(option: .END, value: 0, ptr_value: nil))
        return items.withUnsafeMutableBufferPointer { buffer in
            guard let start = buffer.baseAddress else { return nil }
            let end = Int32(MHD_OPTION.END.rawValue)
            return withVaList([Int32(MHD_OPTION.ARRAY.rawValue), start, end]) {
                MHD_start_daemon_va(flags, 0, nil, nil, requestProceeds, context, $0)
            }
        }
    }
}
