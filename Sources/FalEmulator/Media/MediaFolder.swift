internal import HTTPServer
internal import TLSKit

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// Files that inputs brought or outputs are made of, named by their content, in a directory that goes with this object.
///
/// All together take no more than a bound; those that were used longest ago make room.
final class MediaFolder: Sendable {
    /// A file in it.
    struct File: Sendable, Hashable {
        /// Where it lies.
        let path: String
        /// SHA-256 of its content, in hexadecimal digits.
        let digest: String
        /// Its size in bytes.
        let size: Int
    }

    private struct State {
        var directory: String?
        var files: [String: (file: File, lastUse: UInt64)] = [:]
        var total = 0
        var uses: UInt64 = 0
        var drafts: UInt64 = 0
    }

    private let parent: String?
    private let limit: Int
    private let state = Locked(State())

    private static let mostFiles = 10_000
    private static let pieceSize = 1 << 20

    /// - Parameters:
    ///   - parent: the directory below which it is made; nil: the system's for temporary files.
    ///   - limit: how many bytes its files may take.
    init(parent: String?, limit: Int) {
        self.parent = parent
        self.limit = limit
    }

    deinit { remove() }

    /// Keeps bytes; nil when there is no room, or the disk is no good.
    func keep(_ bytes: [UInt8]) -> File? {
        let digest = SHA256.hex(bytes)
        if let known = file(digest) { return known }
        guard bytes.count <= limit, let draft = draftPath("part"),
            FileManager.default.createFile(
                atPath: draft,
                contents: Data(bytes),
                attributes: [.posixPermissions: 0o600]
            )
        else { return nil }
        return adopt(draft, digest, bytes.count)
    }

    /// A path for a file that somebody else writes.
    /// - Parameter fileExtension: without a dot.
    func draftPath(_ fileExtension: String) -> String? {
        state.withLock { state in
            guard let directory = directory(&state) else { return nil }
            state.drafts += 1
            return "\(directory)/draft-\(state.drafts).\(fileExtension)"
        }
    }

    /// Takes in a file that was written at a draft's path; nil when it cannot be read or there is no room: then it is gone.
    func adopt(draft: String) -> File? {
        guard let slice = try? FileSlice(path: draft), slice.length <= UInt64(limit) else {
            discard(draft: draft)
            return nil
        }
        var digest = SHA256.Incremental()
        var offset: UInt64 = 0
        while offset < slice.length {
            guard let piece = try? slice.bytes(from: offset, count: Self.pieceSize), !piece.isEmpty else {
                discard(draft: draft)
                return nil
            }
            digest.update(piece)
            offset += UInt64(piece.count)
        }
        return adopt(draft, digest.finishHex(), Int(slice.length))
    }

    /// Removes a draft, whether there is one or not.
    func discard(draft: String) { try? FileManager.default.removeItem(atPath: draft) }

    /// A file by its content, as long as it is kept.
    func file(_ digest: String) -> File? {
        state.withLock { state in
            guard let entry = state.files[digest] else { return nil }
            state.uses += 1
            state.files[digest]?.lastUse = state.uses
            return entry.file
        }
    }

    /// Removes the directory with all that is in it.
    func remove() {
        state.withLock { state in
            if let directory = state.directory { try? FileManager.default.removeItem(atPath: directory) }
            state = State()
        }
    }

    private func adopt(_ draft: String, _ digest: String, _ size: Int) -> File? {
        state.withLock { state in
            if let known = state.files[digest] {
                discard(draft: draft)
                return known.file
            }
            while state.total + size > limit || state.files.count >= Self.mostFiles {
                guard let oldest = state.files.values.min(by: { $0.lastUse < $1.lastUse }) else { break }
                state.files[oldest.file.digest] = nil
                state.total -= oldest.file.size
                try? FileManager.default.removeItem(atPath: oldest.file.path)
            }
            guard let directory = directory(&state) else { return nil }
            let file = File(path: "\(directory)/\(digest)", digest: digest, size: size)
            guard (try? FileManager.default.moveItem(atPath: draft, toPath: file.path)) != nil else { return nil }
            state.uses += 1
            state.files[digest] = (file, state.uses)
            state.total += size
            return file
        }
    }

    private func directory(_ state: inout State) -> String? {
        if let directory = state.directory { return directory }
        let manager = FileManager.default
        let above = parent ?? manager.temporaryDirectory.path()
        let base = above.count > 1 && above.hasSuffix("/") ? String(above.dropLast()) : above
        let made = "\(base)/falsework-media-\(String(UInt64.random(in: 0 ... .max), radix: 36))"
        // Nobody else may read what somebody sends.
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o700]
        guard (try? manager.createDirectory(atPath: base, withIntermediateDirectories: true)) != nil,
            (try? manager.createDirectory(
                atPath: made,
                withIntermediateDirectories: false,
                attributes: attributes
            )) != nil
        else { return nil }
        state.directory = made
        return made
    }
}
