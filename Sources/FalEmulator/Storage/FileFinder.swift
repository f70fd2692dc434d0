internal import FalAPI
public import HTTPServer
internal import HTTPTypes

/// A file of this emulator's that a URL names.
public struct NamedFile: Sendable {
    /// Where it lies on the disk.
    public let path: String
    /// Its length in bytes.
    public let size: UInt64
    /// Its media type: of an upload, the one that it was sent with.
    public let contentType: String
    /// SHA-256 of its content, in hexadecimal digits.
    public let digest: String
    /// Keeps an upload's file on the disk while somebody reads it, even if the object ends meanwhile; nil for a file of the
    /// fixtures.
    public let upload: BodyFile?
}

/// Finds what a URL in a model's input names: an upload, or the output of an earlier request.
struct FileFinder: Sendable {
    let outputs: FileRoutes
    let worlds: WorldStore

    /// What a URL names.
    enum Finding: Sendable {
        /// A file that is there.
        case found(NamedFile)
        /// One that was, and has ended on its world's clock or made room.
        case gone
        /// Nothing of this emulator's.
        case foreign
    }

    /// The file that a URL names; nil when it names none, or none any more.
    func file(at url: String) -> NamedFile? {
        if case .found(let file) = look(at: url) { file } else { nil }
    }

    /// What a URL names under any of the names by which a caller reaches the emulator: `v3.fal.media`, `localhost:8787/cdn`, a
    /// container's name. The host is not compared, since nobody can guess the rest of the URL.
    func look(at url: String) -> Finding {
        let text = url.prefix { $0 != "#" }
        guard let colon = text.firstIndex(of: ":"), ["http", "https"].contains(text[..<colon].lowercased()),
            let destination = Destination(Request(target: String(text)), publicURL: nil), destination.service == .cdn,
            let resource = CDNResource(destination.segments)
        else { return .foreign }
        switch resource {
        case .output:
            guard let file = outputs.file(destination.segments) else {
                return outputs.hasGivenOut(destination.segments) ? .gone : .foreign
            }
            return .found(
                NamedFile(
                    path: file.path,
                    size: UInt64(file.size),
                    contentType: file.contentType,
                    digest: file.digest,
                    upload: nil
                )
            )
        case .object(let tag, let name):
            guard let world = worlds.world(tagged: tag) else { return .foreign }
            guard let object = world.object(named: name) else { return .gone }
            return .found(
                NamedFile(
                    path: object.file.path,
                    size: object.file.size,
                    contentType: object.contentType,
                    digest: object.digest,
                    upload: object.file
                )
            )
        default: return .foreign
        }
    }
}
