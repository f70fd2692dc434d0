#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A part of an open file.
///
/// The file is opened once, when the value is made; copies share the descriptor, which is closed with the last one.
public struct FileSlice: Sendable {
    /// The path that was opened.
    public let path: String
    /// Where the part begins, in bytes.
    public let offset: UInt64
    /// How long the part is, in bytes.
    public let length: UInt64
    /// How long the whole file was when it was opened, in bytes.
    public let fileSize: UInt64

    let handle: Handle

    /// Opens a regular file.
    ///
    /// Without a length the part goes to the end of the file. Throws if the file cannot be opened, if it is no
    /// regular file, or if the part does not lie inside it.
    public init(path: String, offset: UInt64 = 0, length: UInt64? = nil) throws(ServerError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code: ServerError.Code =
                switch errno {
                case ENOENT, ENOTDIR: .notFound
                case EACCES, EPERM: .permissionDenied
                default: .failed
                }
            throw ServerError(code, "cannot open \(path): \(systemMessage(errno))")
        }
        let handle = Handle(descriptor: descriptor)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size >= 0 else {
            throw ServerError(.failed, "cannot serve \(path): not a regular file")
        }
        let size = UInt64(status.st_size)
        guard offset <= size, (length ?? 0) <= size - offset else {
            throw ServerError(.failed, "cannot serve \(path): the part lies outside of its \(size) bytes")
        }
        self.path = path
        self.offset = offset
        self.length = length ?? (size - offset)
        self.fileSize = size
        self.handle = handle
    }

    private init(_ whole: FileSlice, offset: UInt64, length: UInt64) {
        path = whole.path
        fileSize = whole.fileSize
        handle = whole.handle
        self.offset = offset
        self.length = length
    }

    /// Another part of the same open file, cut to what the file has.
    public func slice(offset: UInt64, length: UInt64) -> FileSlice {
        let start = min(offset, fileSize)
        return FileSlice(self, offset: start, length: min(length, fileSize - start))
    }

    /// Reads some of the part's bytes, fewer at its end and none beyond it.
    ///
    /// This blocks for as long as the file's disk takes; read little at a time.
    /// - Parameters:
    ///   - start: where, counted from the part's own beginning.
    ///   - count: how many at most; fewer come at the end of the part.
    public func bytes(from start: UInt64, count: Int) throws(ServerError) -> [UInt8] {
        guard start < length else { return [] }
        let wanted = Int(min(UInt64(max(0, count)), length - start))
        var filled = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, initialized in
            while filled < wanted {
                let part = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...])
                let read = pread(handle.descriptor, part.baseAddress, part.count, off_t(offset + start) + off_t(filled))
                if read < 0, errno == EINTR { continue }
                guard read > 0 else { break }
                filled += read
            }
            initialized = filled
        }
        guard filled == wanted else { throw ServerError(.failed, "cannot read \(path): it has become shorter") }
        return bytes
    }

    /// Owns the descriptor.
    final class Handle: Sendable {
        let descriptor: Int32
        init(descriptor: Int32) { self.descriptor = descriptor }
        deinit { close(descriptor) }
    }
}

/// The system's words for an error number.
func systemMessage(_ number: Int32) -> String {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
        buffer.initialize(repeating: 0)
        guard let start = buffer.baseAddress, strerror_r(number, start, buffer.count) == 0 else {
            return "error \(number)"
        }
        return String(cString: start)
    }
}
