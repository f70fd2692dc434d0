/// The media types of the files that fal's models take and make, by the extension of their names.
enum MediaType {
    private static let byExtension = [
        "mp4": "video/mp4", "mov": "video/quicktime", "webm": "video/webm",
        "mp3": "audio/mpeg", "m4a": "audio/mp4", "wav": "audio/wav", "ogg": "audio/ogg", "flac": "audio/flac",
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp", "gif": "image/gif",
        "json": "application/json", "txt": "text/plain; charset=utf-8",
    ]

    /// The type of a file; `application/octet-stream` for unknown extensions, as fal's own default.
    static func of(_ name: String) -> String {
        guard let dot = name.lastIndex(of: ".") else { return "application/octet-stream" }
        return byExtension[name[name.index(after: dot)...].lowercased()] ?? "application/octet-stream"
    }
}
