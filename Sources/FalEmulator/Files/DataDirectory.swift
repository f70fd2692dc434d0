#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// A directory of documents or fixtures.
struct DataDirectory: Sendable {
    /// The directory's path, without a slash at its end.
    let path: String

    /// A file larger than this is not read; fal's documents are under 1 MB.
    static let maximumFileSize = 16 << 20

    /// Opens a directory; it must exist.
    init(_ path: String) throws(LoadError) {
        self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw LoadError(path, "no such directory")
        }
        guard isDirectory else { throw LoadError(path, "is not a directory") }
    }

    /// The paths, relative to the directory, of all files below it that end in `.json`, sorted.
    func documents() throws(LoadError) -> [String] {
        do {
            return try FileManager.default.subpathsOfDirectory(atPath: path)
                .filter { $0.hasSuffix(".json") && !$0.split(separator: "/").contains { $0.hasPrefix(".") } }
                .sorted()
        } catch {
            throw LoadError(path, "cannot be listed: \(error)")
        }
    }

    /// The path of a file below the directory; nil when the name would lead out of it.
    func path(of name: String) -> String? {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        guard !name.hasPrefix("/"), parts.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." }) else { return nil }
        return "\(path)/\(name)"
    }

    /// A file's bytes.
    func bytes(of name: String) throws(LoadError) -> [UInt8] {
        guard let file = path(of: name) else { throw LoadError(name, "is not a path inside \(path)") }
        return try Self.bytes(ofFile: file)
    }

    /// The bytes of a file anywhere.
    static func bytes(ofFile file: String) throws(LoadError) -> [UInt8] {
        var isDirectory = false
        guard FileManager.default.fileExists(atPath: file, isDirectory: &isDirectory) else {
            throw LoadError(file, "cannot be read: no such file")
        }
        if isDirectory { throw LoadError(file, "cannot be read: is a directory") }
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            if let size = attributes[.size] as? Int, size > maximumFileSize {
                throw LoadError(file, "is \(size) bytes large; \(maximumFileSize) are the most that is read")
            }
            return [UInt8](try Data(contentsOf: URL(filePath: file)))
        } catch let error as LoadError {
            throw error
        } catch {
            throw LoadError(file, "cannot be read: \(error)")
        }
    }

    /// A file's JSON, read strictly.
    func source(of name: String) throws(LoadError) -> SourceFile {
        try SourceFile(path: "\(path)/\(name)", bytes: try bytes(of: name))
    }

    /// When a file was changed last, in seconds since the Unix epoch.
    func modified(_ name: String) -> Int64 {
        guard let file = path(of: name), let attributes = try? FileManager.default.attributesOfItem(atPath: file),
            let date = attributes[.modificationDate] as? Date
        else { return 0 }
        return Int64(date.timeIntervalSince1970)
    }

    /// A number that changes when a file appears, goes, grows or is written to. Only names and dates are looked at; the content
    /// is not read.
    func fingerprint() -> Int {
        let manager = FileManager.default
        var hasher = Hasher()
        let names = (try? manager.subpathsOfDirectory(atPath: path)) ?? []
        for name in names.sorted().prefix(Self.mostWatchedFiles) {
            let attributes = (try? manager.attributesOfItem(atPath: "\(path)/\(name)")) ?? [:]
            if attributes[.type] as? FileAttributeType == .typeDirectory { continue }
            hasher.combine(name)
            hasher.combine(attributes[.size] as? Int)
            hasher.combine((attributes[.modificationDate] as? Date)?.timeIntervalSince1970)
        }
        return hasher.finalize()
    }

    /// How many files a fingerprint looks at.
    private static let mostWatchedFiles = 100_000
}
