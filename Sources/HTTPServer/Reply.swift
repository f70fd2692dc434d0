import CMicroHTTPD
import HTTPTypes

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// An answer as libmicrohttpd wants it; owns one reference to it.
struct Reply: ~Copyable {
    let pointer: OpaquePointer

    private init?(_ pointer: OpaquePointer?) {
        guard let pointer else { return nil }
        self.pointer = pointer
    }

    deinit {
        MHD_destroy_response(pointer)
    }

    /// Copies small content.
    init?(copying bytes: [UInt8]) {
        self.init(
            bytes.withUnsafeBytes {
                MHD_create_response_from_buffer(
                    $0.count,
                    UnsafeMutableRawPointer(mutating: $0.baseAddress),
                    .RESPMEM_MUST_COPY
                )
            }
        )
    }

    /// Sends from memory that stays valid, and whose content may be changed between two uses.
    init?(borrowing buffer: UnsafeMutableRawBufferPointer) {
        self.init(MHD_create_response_from_buffer(buffer.count, buffer.baseAddress, .RESPMEM_PERSISTENT))
    }

    /// Sends large content without a copy.
    init?(keeping bytes: [UInt8]) {
        let kept = KeptBytes(bytes)
        // Released by the callback, also when the response cannot be made.
        let reference = Unmanaged.passRetained(kept)
        let made = MHD_create_response_from_buffer_with_free_callback_cls(
            kept.count,
            kept.start,
            { Unmanaged<KeptBytes>.fromOpaque($0!).release() },
            reference.toOpaque()
        )
        if made == nil { reference.release() }
        self.init(made)
    }

    /// Sends a part of a file; libmicrohttpd closes the descriptor it gets, hence a duplicate.
    init?(file: FileSlice) {
        let descriptor = fcntl(file.handle.descriptor, F_DUPFD_CLOEXEC, 0)
        guard descriptor >= 0 else { return nil }
        let made = MHD_create_response_from_fd_at_offset64(file.length, descriptor, file.offset)
        if made == nil { close(descriptor) }
        self.init(made)
    }

    /// Sends what a producer makes, in chunks if its length is not known.
    init?(stream: BodyStream, length: UInt64?) {
        // Released by the second callback.
        let reference = Unmanaged.passRetained(stream)
        let made = MHD_create_response_from_callback(
            length ?? microhttpd_size_unknown,
            // Chunks are made in the connection's own memory, everything else in a block of this size.
            length == nil ? 1024 : 16 * 1024,
            readStream,
            reference.toOpaque(),
            { Unmanaged<BodyStream>.fromOpaque($0!).release() }
        )
        if made == nil { reference.release() }
        self.init(made)
    }

    /// The head of a stream, for HEAD.
    ///
    /// Without a length libmicrohttpd would send the end of a chunked body after it, which the peer takes for the next
    /// answer; without chunks the connection has to be closed.
    static func headOfStream(length: UInt64?) -> Reply? {
        let reply = Reply(
            MHD_create_response_from_callback(
                length ?? microhttpd_size_unknown,
                1024,
                { _, _, _, _ in microhttpd_end_of_stream },
                nil,
                nil
            )
        )
        guard let reply else { return nil }
        if length == nil { _ = microhttpd_response_is_never_chunked(reply.pointer) }
        return reply
    }

    /// Adds a header field, except those that the server sets itself. A field with an empty value is not sent.
    borrowing func add(_ field: HTTPField) {
        switch field.name.canonicalName {
        case "content-length", "transfer-encoding": return
        case "connection": addConnection(field.value)
        default: MHD_add_response_header(pointer, field.name.rawName, field.value)
        }
    }

    borrowing func remove(_ field: HTTPField) {
        MHD_del_response_header(pointer, field.name.rawName, field.value)
    }

    /// libmicrohttpd writes this field itself, once, however often it is asked for.
    private borrowing func addConnection(_ value: String) {
        for token in value.lowercased().split(separator: ",") {
            switch token.filter({ $0 != " " && $0 != "\t" }) {
            case "keep-alive": _ = microhttpd_response_sends_keep_alive(pointer)
            case "close": MHD_add_response_header(pointer, "Connection", "close")
            default: break
            }
        }
    }

    borrowing func addConnectionClose() {
        MHD_add_response_header(pointer, "Connection", "close")
    }
}

private func readStream(
    _ stream: UnsafeMutableRawPointer?,
    _ position: UInt64,
    _ buffer: UnsafeMutablePointer<CChar>?,
    _ capacity: Int
) -> Int {
    Unmanaged<BodyStream>.fromOpaque(stream!).takeUnretainedValue()
        .read(into: UnsafeMutableRawBufferPointer(start: buffer, count: capacity))
}

/// Content that outlives the value it came from.
private final class KeptBytes {
    let start: UnsafeMutableRawPointer
    let count: Int
    private let bytes: [UInt8]

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        count = bytes.count
        // The elements of an array do not move while it is neither changed nor released.
        start = self.bytes.withUnsafeBytes { UnsafeMutableRawPointer(mutating: $0.baseAddress!) }
    }
}

/// The answers that one connection can use again: the same prepared fields, a body of the same length.
///
/// libmicrohttpd allocates three pieces of memory for each field it is given; for eight fields that costs as much as
/// everything else in this wrapper. So the answer is kept and only its content is written anew. A connection has one
/// exchange at a time, all on one thread, so an answer is never changed while it is sent.
struct ReplyCache: ~Copyable {
    static let maximumLength = 16 * 1024
    private static let capacity = 4

    private final class Entry {
        let fields: PreparedFields.Storage
        let buffer: UnsafeMutableRawBufferPointer
        let reply: Reply
        /// Fields of the last answer alone.
        var extraFields = HTTPFields()

        init?(_ fields: PreparedFields.Storage, count: Int) {
            let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, count), alignment: 8)
            let content = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
            guard let reply = Reply(borrowing: content) else {
                buffer.deallocate()
                return nil
            }
            for field in fields.fields { reply.add(field) }
            self.fields = fields
            self.buffer = content
            self.reply = reply
        }

        // The connection that sent from the buffer is closed by now: its response has been taken from it.
        deinit { buffer.deallocate() }
    }

    private var entries: [Entry] = []
    private var next = 0

    /// An answer that belongs to the cache, ready to be queued; nil if none can be made.
    mutating func reply(_ fields: PreparedFields.Storage, _ extraFields: HTTPFields, _ bytes: [UInt8]) -> OpaquePointer?
    {
        guard let entry = entry(fields, count: bytes.count) else { return nil }
        if !entry.extraFields.isEmpty {
            for field in entry.extraFields { entry.reply.remove(field) }
            entry.extraFields = HTTPFields()
        }
        if !extraFields.isEmpty {
            for field in extraFields { entry.reply.add(field) }
            entry.extraFields = extraFields
        }
        bytes.withUnsafeBytes { entry.buffer.copyMemory(from: $0) }
        return entry.reply.pointer
    }

    private mutating func entry(_ fields: PreparedFields.Storage, count: Int) -> Entry? {
        for entry in entries where entry.fields === fields && entry.buffer.count == count { return entry }
        guard let entry = Entry(fields, count: count) else { return nil }
        if entries.count < Self.capacity {
            entries.append(entry)
        } else {
            entries[next] = entry
            next = (next + 1) % Self.capacity
        }
        return entry
    }
}
