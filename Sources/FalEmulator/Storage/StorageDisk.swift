internal import HTTPServer
internal import TLSKit

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The directory that uploads are written to, made when it is needed first and removed with this object.
final class StorageDisk: Sendable {
    private let parent: String?
    private let budget: DiskBudget
    private let directory = Locked<String?>(nil)

    init(_ configuration: StorageConfiguration) {
        parent = configuration.directory
        budget = DiskBudget(limit: configuration.maximumBytes)
    }

    deinit { remove() }

    /// Where an upload goes.
    func target() throws(LoadError) -> BodyFileTarget {
        BodyFileTarget(
            directory: try path(),
            limit: StorageConfiguration.largestPiece,
            budget: budget,
            makeDigest: { ObjectDigest() }
        )
    }

    /// Where the parts of an upload are put together.
    func assemblyTarget() throws(LoadError) -> BodyFileTarget {
        var target = try target()
        target.limit = budget.limit
        return target
    }

    /// The directory, made if it is not there yet.
    @discardableResult
    func path() throws(LoadError) -> String {
        try directory.withLock { (directory) throws(LoadError) in
            if let directory { return directory }
            let manager = FileManager.default
            let above = parent ?? manager.temporaryDirectory.path()
            let base = above.count > 1 && above.hasSuffix("/") ? String(above.dropLast()) : above
            let made = "\(base)/falsework-uploads-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
            do {
                try manager.createDirectory(atPath: base, withIntermediateDirectories: true)
                // Nobody else may read what somebody uploads.
                try manager.createDirectory(
                    atPath: made,
                    withIntermediateDirectories: false,
                    attributes: [.posixPermissions: 0o700]
                )
            } catch {
                throw LoadError(base, "no directory for uploads can be made in it: \(error)")
            }
            directory = made
            return made
        }
    }

    /// Removes the directory with all that is in it.
    func remove() {
        directory.withLock { directory in
            guard let made = directory else { return }
            try? FileManager.default.removeItem(atPath: made)
            directory = nil
        }
    }

    /// The content of a request, in a file.
    func content(of request: Request) throws(RequestRefusal) -> BodyFile {
        switch request.bodyFailure {
        case .tooLarge: throw .fileTooLarge
        case .overBudget: throw full
        case .notStored(let reason): throw .notStored(reason)
        case .unwanted, nil: break
        }
        if let file = request.bodyFile { return file }
        guard request.body.count <= StorageConfiguration.largestPiece else { throw .fileTooLarge }
        do {
            return try BodyFile(request.body, to: try target())
        } catch let error as ServerError {
            throw error.code == .tooLarge ? full : .notStored(error.message)
        } catch {
            throw .notStored("\(error)")
        }
    }

    /// Puts parts together; this takes as long as the disk does.
    func assemble(_ parts: [BodyFile]) throws(RequestRefusal) -> BodyFile {
        do {
            return try BodyFile(joining: parts, to: try assemblyTarget())
        } catch let error as ServerError {
            throw error.code == .tooLarge ? full : .notStored(error.message)
        } catch {
            throw .notStored("\(error)")
        }
    }

    private var full: RequestRefusal {
        .storageFull("Uploads take more than the \(budget.limit) bytes that are kept")
    }
}

/// SHA-256 while the content comes in.
private final class ObjectDigest: ContentDigest {
    private var state: SHA256.Incremental? = SHA256.Incremental()

    func update(_ bytes: RawSpan) { state?.update(bytes) }

    func finish() -> String { state.take()?.finishHex() ?? "" }
}
