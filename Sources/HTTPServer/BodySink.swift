#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// A file that is being written; unless it is closed in the end, nothing of it stays.
///
/// Used by one thread at a time.
final class BodySink {
    private let target: BodyFileTarget
    private let path: String
    private let takesAhead: Bool
    private let digest: (any ContentDigest)?
    private var descriptor: Int32
    private var size: UInt64 = 0

    init(_ target: BodyFileTarget, takesAhead: Bool = false) throws(ServerError) {
        self.target = target
        self.takesAhead = takesAhead
        digest = target.makeDigest?()
        let name =
            "\(String(UInt64.random(in: 0 ... .max), radix: 36))-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
        path = "\(target.directory)/\(name)"
        // The name is new, so whatever lies there already is not ours to write to.
        descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw ServerError(.failed, "cannot create a file in \(target.directory): \(systemMessage(errno))")
        }
    }

    deinit {
        guard descriptor >= 0 else { return }
        close(descriptor)
        unlink(path)
        target.budget?.give(size)
    }

    /// Adds bytes to the file; tells why it could not.
    func write(_ bytes: UnsafeRawBufferPointer) -> BodyFailure? {
        let count = UInt64(bytes.count)
        guard count <= target.limit, size <= target.limit - count else { return .tooLarge }
        if takesAhead {
            target.budget?.takeAhead(count)
        } else if target.budget?.take(count) == false {
            return .overBudget
        }
        size += count
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest)
            let written = put(descriptor, piece.baseAddress, piece.count)
            if written < 0, errno == EINTR { continue }
            guard written > 0 else { return .notStored("cannot write to \(target.directory): \(systemMessage(errno))") }
            rest = rest.dropFirst(written)
        }
        digest?.update(bytes.bytes)
        return nil
    }

    /// Ends the writing; from here on the file is the caller's to remove, and its bytes to give back.
    func seal() -> (path: String, size: UInt64, digest: String?) {
        close(descriptor)
        descriptor = -1
        return (path, size, digest?.finish())
    }

    /// Ends the writing.
    func finish() -> BodyFile {
        let facts = seal()
        return BodyFile(path: facts.path, size: facts.size, digest: facts.digest, budget: target.budget)
    }
}

// The method of the same name hides the system's.
private func put(_ descriptor: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int {
    write(descriptor, bytes, count)
}
