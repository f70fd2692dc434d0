/// The name of an endpoint: `owner/alias`, and the path inside the application that follows it.
///
/// `fal-ai/kling-video/lipsync/audio-to-video` has the owner `fal-ai`, the alias `kling-video` and the path
/// `lipsync/audio-to-video`. The namespaces `workflows` and `comfy` come before the owner and shift the rest by one.
/// Source: fal-client 1.0.3, `AppId.from_endpoint_id`; @fal-ai/client 1.10.1, `parseEndpointId`.
public struct EndpointID: Hashable, Sendable, CustomStringConvertible {
    /// The application that the endpoint belongs to: `owner/alias`, after the namespace if there is one.
    ///
    /// fal's queue drops the path after submit, so the URLs of a request name the application only.
    /// Source: captured submits of 2026-04 (`fal-ai/wan/v2.7/text-to-video` answers with `fal-ai/wan/requests/…`).
    public let application: String
    /// What follows the alias, without a leading slash; empty for the application's root.
    public let path: String

    /// The first segments that are namespaces and not owners.
    public static let namespaces: Set = ["workflows", "comfy"]

    /// Reads an id from the decoded segments of a URL's path; nil when owner or alias is missing, or a segment is empty
    /// or has a slash in it.
    public init?(segments: ArraySlice<String>) {
        guard let application = Self.application(segments) else { return nil }
        self.application = application.text
        path = segments.dropFirst(application.count).joined(separator: "/")
        guard segments.allSatisfy({ !$0.isEmpty && !$0.utf8.contains(UInt8(ascii: "/")) }) else { return nil }
    }

    /// Reads an id as people write it; nil when owner or alias is missing, or a segment is empty.
    public init?(_ text: String) {
        self.init(segments: text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)[...])
    }

    /// The application's own endpoint, without a path.
    public var root: EndpointID { EndpointID(root: application) }

    private init(root application: String) {
        self.application = application
        path = ""
    }

    /// The whole id, its parts joined by slashes.
    public var description: String { path.isEmpty ? application : "\(application)/\(path)" }

    /// `workflows` or `comfy`, where the id begins with one of them.
    public var namespace: String? {
        let parts = application.split(separator: "/")
        return parts.count == 3 ? String(parts[0]) : nil
    }

    /// Who owns the application, as in `fal-ai`.
    public var owner: String { application.split(separator: "/").dropLast().last.map(String.init) ?? "" }

    /// The application's name, as in `kling-video`.
    public var alias: String { Self.alias(ofApplication: application) }

    /// The last part of an application's name.
    public static func alias(ofApplication application: String) -> String {
        application.split(separator: "/").last.map(String.init) ?? ""
    }

    /// The application that segments begin with, and how many of them name it.
    static func application(_ segments: ArraySlice<String>) -> (text: String, count: Int)? {
        guard let first = segments.first else { return nil }
        let count = namespaces.contains(first) ? 3 : 2
        guard segments.count >= count else { return nil }
        var text = first
        for segment in segments.dropFirst().prefix(count - 1) {
            text += "/"
            text += segment
        }
        return first.isEmpty || segments[segments.startIndex + count - 1].isEmpty ? nil : (text, count)
    }
}
