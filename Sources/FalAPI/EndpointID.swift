/// The name of an endpoint: `owner/alias`, and the path inside the application that follows it.
///
/// `fal-ai/kling-video/lipsync/audio-to-video` has the owner `fal-ai`, the alias `kling-video` and the path
/// `lipsync/audio-to-video`. The namespaces `workflows` and `comfy` come before the owner and shift the rest by one.
/// Source: fal-client 1.0.3, `AppId.from_endpoint_id`; @fal-ai/client 1.10.1, `parseEndpointId`.
public struct EndpointID: Hashable, Sendable, CustomStringConvertible {
    /// `workflows` or `comfy`, where the id begins with one of them.
    public let namespace: String?
    /// Who owns the application, as in `fal-ai`.
    public let owner: String
    /// The application's name, as in `kling-video`.
    public let alias: String
    /// What follows the alias, without a leading slash; empty for the application's root.
    public let path: String
    /// The whole id, its parts joined by slashes.
    public let description: String

    /// The first segments that are namespaces and not owners.
    public static let namespaces: Set = ["workflows", "comfy"]

    /// Reads an id from the decoded segments of a URL's path; nil when owner or alias is missing or empty.
    public init?(segments: some Collection<String>) {
        var rest = segments[...]
        var namespace: String?
        if let first = rest.first, Self.namespaces.contains(first) {
            namespace = first
            rest = rest.dropFirst()
        }
        guard rest.count >= 2, rest.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.namespace = namespace
        owner = rest[rest.startIndex]
        alias = rest[rest.index(after: rest.startIndex)]
        path = rest.dropFirst(2).joined(separator: "/")
        description = segments.joined(separator: "/")
    }

    /// Reads an id as people write it; nil when owner or alias is missing, or a segment is empty.
    public init?(_ text: String) {
        self.init(segments: text.split(separator: "/", omittingEmptySubsequences: false).map(String.init))
    }

    /// The application that the endpoint belongs to: the id without its path.
    ///
    /// fal's queue drops the path after submit, so the URLs of a request name the application only.
    /// Source: captured submits of 2026-04 (`fal-ai/wan/v2.7/text-to-video` answers with `fal-ai/wan/requests/…`).
    public var application: String {
        path.isEmpty ? description : String(description.dropLast(path.count + 1))
    }
}
