internal import FalClient
internal import JSON

#if canImport(FoundationEssentials)
internal import FoundationEssentials
#else
internal import Foundation
#endif

/// The files of an output, saved under their names.
struct OutputFiles: Sendable {
    let directory: String

    /// How many files an output can have.
    private static let limit = 1000

    /// Saves them.
    /// - Returns: where.
    func save(_ output: JSONValue, with storage: StorageClient) async throws -> [String] {
        do {
            try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        } catch {
            throw Failure.failed("\(directory): cannot be made")
        }
        var files: [(url: String, name: String)] = []
        Self.collect(output, into: &files)
        var saved: [String] = []
        var taken: Set<String> = []
        for file in files.prefix(Self.limit) {
            var name = file.name
            for number in 2...(Self.limit + 1) where taken.contains(name) { name = "\(number)-\(file.name)" }
            taken.insert(name)
            let path = directory.hasSuffix("/") ? directory + name : "\(directory)/\(name)"
            do {
                try await storage.download(file.url, to: path)
            } catch let error as FalError {
                throw Failure.failed("\(name): \(error)")
            }
            saved.append(path)
        }
        return saved
    }

    /// Objects with a `url`, wherever they are.
    private static func collect(_ value: JSONValue, into files: inout [(url: String, name: String)]) {
        switch value {
        case .object(let members):
            if let url = members["url"]?.string, url.hasPrefix("http://") || url.hasPrefix("https://") {
                files.append((url, name(members["file_name"]?.string, url)))
            }
            for member in members { collect(member.value, into: &files) }
        case .array(let elements):
            for element in elements { collect(element, into: &files) }
        case .null, .bool, .number, .string: break
        }
    }

    /// A name that stays inside the directory, and is no hidden file.
    private static func name(_ given: String?, _ url: String) -> String {
        let last = url.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").last.map(String.init)
        let plain = (given ?? last ?? "").map { character in
            character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
                ? character : "_"
        }
        let name = String(String(plain).drop { $0 == "." }.suffix(128))
        return name.isEmpty ? "output" : name
    }
}
