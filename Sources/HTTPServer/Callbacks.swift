import CMicroHTTPD

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

// What libmicrohttpd calls, on its own threads. The context of a socket is a `Connection`, retained while the socket
// is open; the context of a request is the same object, not retained again.

typealias TargetCallback =
    @convention(c) (
        UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?
    ) -> UnsafeMutableRawPointer?

let connectionNotified: MHD_NotifyConnectionCallback = { context, handle, socketContext, code in
    guard let context, let handle, let socketContext else { return }
    switch code {
    case .CONNECTION_NOTIFY_STARTED:
        let daemon = Unmanaged<DaemonContext>.fromOpaque(context).takeUnretainedValue()
        let connection = daemon.core.open(handle, isSecure: daemon.isSecure)
        socketContext.pointee = Unmanaged.passRetained(connection).toOpaque()
    case .CONNECTION_NOTIFY_CLOSED:
        guard let opened = socketContext.pointee else { return }
        let connection = Unmanaged<Connection>.fromOpaque(opened).takeRetainedValue()
        connection.core.close(connection)
        socketContext.pointee = nil
    }
}

let targetArrived: TargetCallback = { _, target, handle in
    guard let target, let handle, let opened = microhttpd_connection_context(handle) else { return nil }
    let bytes = UnsafeRawBufferPointer(start: target, count: strlen(target))
    Unmanaged<Connection>.fromOpaque(opened).takeUnretainedValue().begin(target: bytes)
    return opened
}

let requestProceeds: MHD_AccessHandlerCallback = { _, _, _, method, version, content, count, requestContext in
    guard let method, let count, let opened = requestContext?.pointee else { return .NO }
    let bytes = UnsafeRawBufferPointer(start: content, count: count.pointee)
    count.pointee = 0
    return Unmanaged<Connection>.fromOpaque(opened).takeUnretainedValue().proceed(
        method: UnsafeRawBufferPointer(start: method, count: strlen(method)),
        isHTTP10: version.map { strcmp($0, "HTTP/1.0") == 0 } ?? false,
        content: bytes
    )
}

let visitField: MHD_KeyValueIteratorN = { connection, _, name, nameCount, value, valueCount in
    guard let connection, let name else { return .YES }
    Unmanaged<Connection>.fromOpaque(connection).takeUnretainedValue().addField(
        name: UnsafeRawBufferPointer(start: name, count: nameCount),
        value: UnsafeRawBufferPointer(start: value, count: value == nil ? 0 : valueCount)
    )
    return .YES
}

let requestCompleted: MHD_RequestCompletedCallback = { _, _, requestContext, _ in
    guard let requestContext, let opened = requestContext.pointee else { return }
    Unmanaged<Connection>.fromOpaque(opened).takeUnretainedValue().finish()
    requestContext.pointee = nil
}

/// A function and not a constant of a C function's type: the compiler cannot read such a constant, with its `va_list`, back
/// from the module, which ends the documentation's build.
func logFromDaemon(
    _ context: UnsafeMutableRawPointer?,
    _ format: UnsafePointer<CChar>?,
    _ arguments: CVaListPointer?
) {
    guard let context, let format, let arguments else { return }
    // These messages quote the path of a request.
    guard strstr(format, "request for") == nil else { return }
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 512) { buffer in
        buffer.initialize(repeating: 0)
        guard let start = buffer.baseAddress else { return "" }
        vsnprintf(start, buffer.count, format, arguments)
        return String(cString: start)
    }
    // An end that the wrapper asked for (hung up, reset, cut) is no news.
    if strstr(text, "pplication reported") != nil || strstr(text, "application error") != nil { return }
    let line = text.unicodeScalars.map { $0.value < 0x20 ? " " : $0 }
    Unmanaged<DaemonContext>.fromOpaque(context).takeUnretainedValue()
        .log(String(String.UnicodeScalarView(line)))
}
