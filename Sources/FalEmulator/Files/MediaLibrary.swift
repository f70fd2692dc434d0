internal import FalAPI
internal import TLSKit

/// A file of the fixtures that results point at.
struct MediaFile: Sendable, Hashable {
    /// Where it lies.
    let path: String
    /// The last part of its path, which is its name on fal, as in `dubbed_video.mp4`.
    let name: String
    /// Its media type.
    let contentType: String
    /// Its size in bytes.
    let size: Int
    /// SHA-256 of its content, in hex.
    let digest: String
    /// When it was changed last, as HTTP writes it.
    let lastModified: String

    /// The eight hex digits that stand for the content in its URLs.
    var key: String { String(digest.prefix(8)) }
}

/// All files that scenarios refer to, read once so that sizes are true and tags are strong.
struct MediaLibrary: Sendable {
    private var byName: [String: MediaFile] = [:]
    private var byKey: [String: MediaFile] = [:]

    /// How many files that no scenario refers to any more are kept for the URLs that were given out.
    static let mostFormerFiles = 4_096

    /// The files by the names under which scenarios refer to them, sorted.
    var all: [(reference: String, file: MediaFile)] {
        byName.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// Takes in a file of the fixtures.
    /// - Parameter name: its path relative to the fixtures.
    mutating func add(_ name: String, from directory: DataDirectory) throws(LoadError) {
        guard byName[name] == nil else { return }
        let bytes = try directory.bytes(of: name)
        let file = MediaFile(
            path: "\(directory.path)/\(name)",
            name: name.split(separator: "/").last.map(String.init) ?? name,
            contentType: MediaType.of(name),
            size: bytes.count,
            digest: SHA256.hex(bytes),
            lastModified: CivilTime(microseconds: directory.modified(name) * 1_000_000).httpDate
        )
        byName[name] = file
        byKey["\(file.key)/\(file.name)"] = file
    }

    /// Keeps the files of an earlier library reachable. A URL of a file that has changed since leads to what lies there now,
    /// for the old content is gone.
    mutating func keep(_ earlier: MediaLibrary) {
        let current = Dictionary(byName.values.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first })
        for (name, file) in Self.former(earlier.byName, byName) { byName[name] = file }
        for (key, file) in Self.former(earlier.byKey, byKey) { byKey[key] = current[file.path] ?? file }
    }

    /// What was known before and is no longer, up to the bound; in order, so that chance decides nothing.
    private static func former(
        _ earlier: [String: MediaFile],
        _ current: [String: MediaFile]
    ) -> ArraySlice<(key: String, value: MediaFile)> {
        earlier.filter { current[$0.key] == nil }.sorted { $0.key < $1.key }.prefix(mostFormerFiles)
    }

    /// The file that a scenario refers to.
    func file(named name: String) -> MediaFile? { byName[name] }

    /// The file that a URL stands for.
    func file(key: some StringProtocol, name: some StringProtocol) -> MediaFile? { byKey["\(key)/\(name)"] }
}
