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
    /// Keeps an upload's file on the disk while somebody reads it, even if the object ends meanwhile; nil for a file of the
    /// fixtures.
    public let upload: BodyFile?
}

/// Finds what a URL in a model's input names: an upload, or the output of an earlier request.
struct FileFinder: Sendable {
    let outputs: FileRoutes
    let worlds: WorldStore

    /// The file that a URL names under any of the names by which a caller reaches the emulator: `v3.fal.media`,
    /// `localhost:8787/cdn`, a container's name. The host is not compared, since nobody can guess the rest of the URL; nil for
    /// every other URL, and for objects that have ended on their world's clock.
    func file(at url: String) -> NamedFile? {
        let text = url.prefix { $0 != "#" }
        guard let colon = text.firstIndex(of: ":"), ["http", "https"].contains(text[..<colon].lowercased()),
            let destination = Destination(Request(target: String(text)), publicURL: nil), destination.service == .cdn,
            let resource = CDNResource(destination.segments)
        else { return nil }
        switch resource {
        case .output:
            return outputs.file(destination.segments).map {
                NamedFile(path: $0.path, size: UInt64($0.size), contentType: $0.contentType, upload: nil)
            }
        case .object(let tag, let name):
            return worlds.world(tagged: tag)?.object(named: name).map {
                NamedFile(path: $0.file.path, size: $0.file.size, contentType: $0.contentType, upload: $0.file)
            }
        default: return nil
        }
    }
}
