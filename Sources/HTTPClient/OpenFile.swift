#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A part of a regular file that is open for reading; the descriptor is closed with the last reference.
final class OpenFile: Sendable {
    /// How long the part is, in bytes.
    let length: UInt64
    private let descriptor: Int32
    private let offset: UInt64

    /// Opens the file; a part without a length goes to its end.
    init(_ path: String, offset: UInt64, length: UInt64?) throws(HTTPClientError) {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            throw HTTPClientError(.bodyFailed, "cannot open \(path): \(String(cString: strerror(errno)))")
        }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size >= 0 else {
            close(descriptor)
            throw HTTPClientError(.bodyFailed, "cannot send \(path): not a regular file")
        }
        let size = UInt64(status.st_size)
        guard offset <= size, length ?? 0 <= size - offset else {
            close(descriptor)
            throw HTTPClientError(.bodyFailed, "cannot send \(path): the part lies outside of its \(size) bytes")
        }
        self.descriptor = descriptor
        self.offset = offset
        self.length = length ?? (size - offset)
    }

    deinit {
        close(descriptor)
    }

    /// Reads bytes from a place in the part; the number of them, 0 where the file is shorter than it was, -1 when it cannot
    /// be read.
    func read(at position: UInt64, into target: UnsafeMutableRawBufferPointer) -> Int {
        let count = Int(min(UInt64(target.count), length - min(length, position)))
        while true {
            let read = pread(descriptor, target.baseAddress, count, off_t(offset + position))
            if read < 0, errno == EINTR { continue }
            return read
        }
    }
}
