internal import JSON

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// A file that the emulator was told to use and cannot: which, where in it, and why.
public struct LoadError: Error, Sendable, CustomStringConvertible {
    /// The file or directory.
    public let file: String
    /// Where in the file, as `line:column` or a JSON pointer; nil for the file as a whole.
    public let place: String?
    /// What is wrong, and what would be right.
    public let reason: String

    init(_ file: String, at place: String? = nil, _ reason: String) {
        self.file = file
        self.place = place
        self.reason = reason
    }

    /// `file:place: reason`
    public var description: String { "\(file):\(place.map { "\($0):" } ?? "") \(reason)" }
}

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
        do {
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            if let size = attributes[.size] as? Int, size > Self.maximumFileSize {
                throw LoadError(file, "is \(size) bytes large; \(Self.maximumFileSize) are the most that is read")
            }
            return [UInt8](try Data(contentsOf: URL(filePath: file)))
        } catch let error as LoadError {
            throw error
        } catch {
            throw LoadError(file, "cannot be read: \(error)")
        }
    }

    /// A file's JSON, read strictly.
    func json(of name: String) throws(LoadError) -> JSONValue {
        let bytes = try bytes(of: name)
        do {
            return try JSONParser.parse(bytes, as: .strict)
        } catch {
            throw LoadError("\(path)/\(name)", at: "\(error.line):\(error.column)", "is not JSON: \(error.message)")
        }
    }

    /// When a file was changed last, in seconds since the Unix epoch.
    func modified(_ name: String) -> Int64 {
        guard let file = path(of: name), let attributes = try? FileManager.default.attributesOfItem(atPath: file),
            let date = attributes[.modificationDate] as? Date
        else { return 0 }
        return Int64(date.timeIntervalSince1970)
    }
}
