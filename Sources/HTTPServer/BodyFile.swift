#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#elseif canImport(Darwin)
import Darwin
#endif

/// Content in a file that belongs to this object: when the last reference goes, so does the file.
///
/// Who wants the content to outlast it links or renames the file.
public final class BodyFile: Sendable {
    /// Where the file lies.
    public let path: String
    /// The length in bytes.
    public let size: UInt64
    /// What the target's digest made of the content.
    public let digest: String?

    private let budget: DiskBudget?

    init(path: String, size: UInt64, digest: String?, budget: DiskBudget?) {
        self.path = path
        self.size = size
        self.digest = digest
        self.budget = budget
    }

    deinit {
        unlink(path)
        budget?.give(size)
    }

    /// Writes bytes to a new file; throws when they are more than the target takes, or the disk does not take them.
    public convenience init(_ bytes: [UInt8], to target: BodyFileTarget) throws(ServerError) {
        let sink = try BodySink(target)
        if let failure = bytes.withUnsafeBytes({ sink.write($0) }) { throw ServerError(failure, target) }
        let facts = sink.seal()
        self.init(path: facts.path, size: facts.size, digest: facts.digest, budget: target.budget)
    }

    /// Copies files one after the other into a new one.
    ///
    /// This blocks for as long as the disk takes. The limit is the target's; the budget is taken without asking, since
    /// the parts are about to give it back.
    public convenience init(joining parts: [BodyFile], to target: BodyFileTarget) throws(ServerError) {
        let sink = try BodySink(target, takesAhead: true)
        let capacity = 1 << 18
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: capacity, alignment: 8)
        defer { buffer.deallocate() }
        for part in parts {
            let slice = try FileSlice(path: part.path)
            var offset: UInt64 = 0
            while offset < part.size {
                let wanted = Int(min(UInt64(capacity), part.size - offset))
                let count = pread(slice.handle.descriptor, buffer.baseAddress, wanted, off_t(offset))
                if count < 0, errno == EINTR { continue }
                guard count > 0 else { throw ServerError(.failed, "cannot read \(part.path): it has become shorter") }
                let piece = UnsafeRawBufferPointer(rebasing: buffer[..<count])
                if let failure = sink.write(piece) { throw ServerError(failure, target) }
                offset += UInt64(count)
            }
        }
        let facts = sink.seal()
        self.init(path: facts.path, size: facts.size, digest: facts.digest, budget: target.budget)
    }
}

extension ServerError {
    fileprivate init(_ failure: BodyFailure, _ target: BodyFileTarget) {
        switch failure {
        case .tooLarge, .unwanted: self.init(.tooLarge, "the content is larger than \(target.limit) bytes")
        case .overBudget: self.init(.tooLarge, "files take more than \(target.budget?.limit ?? 0) bytes together")
        case .notStored(let reason): self.init(.failed, reason)
        }
    }
}
