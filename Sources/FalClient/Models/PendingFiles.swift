internal import Foundation

/// The files that an input holds while it is encoded, each under a text that stands in its place.
final class PendingFiles: Sendable {
    static let key = placeholderKey

    private let files = Locked<[String: FalFile]>([:])
    // So that no text of the input can be taken for one.
    private let prefix = "fal-file:\(UUID().uuidString)/"

    func placeholder(for file: FalFile) -> String {
        files.withLock { files in
            if let known = files.first(where: { $0.value == file }) { return known.key }
            let name = prefix + String(files.count)
            files[name] = file
            return name
        }
    }

    /// All files, by their placeholders.
    var all: [String: FalFile] { files.withLock { $0 } }
}

private let placeholderKey: CodingUserInfoKey = {
    guard let key = CodingUserInfoKey(rawValue: "fal-pending-files") else { preconditionFailure("any text is a key") }
    return key
}()
