#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin  // untested: the project is built and tested on Linux
#endif

/// A regular file, open for reading at any place.
final class ReadableFile {
    /// Its size in bytes.
    let size: Int64
    private let descriptor: Int32

    init(path: String) throws(MediaFailure) {
        descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            if descriptor >= 0 { close(descriptor) }
            throw MediaFailure("the file cannot be opened")
        }
        size = Int64(status.st_size)
    }

    deinit { close(descriptor) }

    /// Reads up to so many bytes; 0 at the end and on errors.
    func read(at offset: Int64, into buffer: UnsafeMutableRawPointer, count: Int) -> Int {
        guard offset >= 0, offset < size, count > 0 else { return 0 }
        return max(0, pread(descriptor, buffer, min(count, Int(size - offset)), off_t(offset)))
    }

    /// The bytes at a place; fewer at the end.
    func bytes(at offset: Int64, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, initialized in
            initialized = buffer.baseAddress.map { read(at: offset, into: $0, count: buffer.count) } ?? 0
        }
    }
}
