internal import Foundation

/// A file that exists as long as an upload needs it, readable by its owner alone.
struct TemporaryFile {
    let url: URL
    private let handle: FileHandle

    /// Makes an empty file.
    init() throws(TransportError) {
        url = FileManager.default.temporaryDirectory.appending(path: "fal-upload-\(UUID().uuidString)")
        let attributes: [FileAttributeKey: Any] = [.posixPermissions: 0o600]
        guard
            FileManager.default.createFile(
                atPath: url.path(percentEncoded: false),
                contents: nil,
                attributes: attributes
            ),
            let handle = try? FileHandle(forWritingTo: url)
        else {
            throw TransportError(.unreadableFile, "no temporary file can be made")
        }
        self.handle = handle
    }

    /// The path, as `FileRange` has it.
    var path: String { url.path(percentEncoded: false) }

    /// Writes after what is there.
    func append(_ bytes: some DataProtocol) throws(TransportError) {
        do {
            try handle.write(contentsOf: bytes)
        } catch {
            throw TransportError(.unreadableFile, "a temporary file cannot be written")
        }
    }

    /// Ends the writing.
    func close() throws(TransportError) {
        do {
            try handle.close()
        } catch {
            throw TransportError(.unreadableFile, "a temporary file cannot be written")
        }
    }

    /// Removes the file.
    func remove() {
        try? handle.close()
        try? FileManager.default.removeItem(at: url)
    }
}
