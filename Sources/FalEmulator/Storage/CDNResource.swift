/// What a path on the CDN's host names.
enum CDNResource: Sendable {
    /// `files/upload`: where a file is sent to in one piece.
    case upload
    /// `files/upload/multipart`: where an upload in parts begins.
    case multipart
    /// `files/upload/PASS`: an upload URL.
    case content(UploadReference)
    /// `…/N` below an upload.
    case part(UploadReference, number: String)
    /// `…/complete` below an upload.
    case completion(UploadReference)
    /// `files/TAG/NAME`: what somebody uploaded.
    case object(tag: String, name: String)
    /// `files/b/…`: a result's file.
    case output

    /// How a client says which upload it means.
    enum UploadReference: Sendable {
        /// By the URL that it was given, which lets it write.
        case pass(String)
        /// By the object's URL and the upload's id; a token lets it write.
        case object(tag: String, name: String, upload: String)
    }

    /// Reads a path without the service's prefix.
    init?(_ segments: ArraySlice<String>) {
        var path = segments.last?.isEmpty == true ? segments.dropLast() : segments
        guard path.popFirst() == "files", let first = path.popFirst() else { return nil }
        let rest = Array(path)
        switch (first, rest.count) {
        case ("b", _): self = .output
        case ("upload", 0): self = .upload
        case ("upload", 1): self = rest[0] == "multipart" ? .multipart : .content(.pass(rest[0]))
        case ("upload", 2): self = Self.below(.pass(rest[0]), rest[1])
        case (_, 1): self = .object(tag: first, name: rest[0])
        case (_, 4) where rest[1] == "multipart":
            self = Self.below(.object(tag: first, name: rest[0], upload: rest[2]), rest[3])
        default: return nil
        }
    }

    private static func below(_ upload: UploadReference, _ last: String) -> CDNResource {
        last == "complete" ? .completion(upload) : .part(upload, number: last)
    }
}
