/// The media types of the files that fal's models take and make, by the extension of their names.
enum MediaType {
    private static let byExtension = [
        "mp4": "video/mp4", "mov": "video/quicktime", "webm": "video/webm",
        "mp3": "audio/mpeg", "m4a": "audio/mp4", "wav": "audio/wav", "ogg": "audio/ogg", "flac": "audio/flac",
        "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp", "gif": "image/gif",
        "svg": "image/svg+xml",
        "glb": "model/gltf-binary", "gltf": "model/gltf+json", "obj": "model/obj", "mtl": "model/mtl",
        "stl": "model/stl",
        "usdz": "model/vnd.usdz+zip",
        "json": "application/json", "txt": "text/plain; charset=utf-8", "srt": "application/x-subrip",
        "zip": "application/zip",
    ]

    /// The type of a file; `application/octet-stream` for unknown extensions, as fal's own default.
    static func of(_ name: String) -> String {
        guard let dot = name.lastIndex(of: ".") else { return "application/octet-stream" }
        return byExtension[name[name.index(after: dot)...].lowercased()] ?? "application/octet-stream"
    }

    /// The extension for a type, without a dot; `bin` for unknown types.
    static func fileExtension(of contentType: String) -> String {
        let essence = essence(of: contentType)
        // Of several, the one that fal's documentation uses.
        if essence == "image/jpeg" { return "jpg" }
        return byExtension.first { $0.value == essence }?.key ?? (essence == "text/plain" ? "txt" : "bin")
    }

    /// The type without its parameters, in lower case; empty when it is no type, or several.
    static func essence(of contentType: String) -> String {
        guard !contentType.contains(",") else { return "" }
        let text = contentType.prefix { $0 != ";" }.lowercased()
        let bytes = text.utf8.drop { $0 == 0x20 || $0 == 0x09 }.reversed().drop { $0 == 0x20 || $0 == 0x09 }.reversed()
        let parts = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.count == 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isTokenByte) }) else { return "" }
        return String(decoding: Array(bytes), as: UTF8.self)
    }

    /// Whether a browser that opens a file of the type shows it and runs nothing in it.
    static func isInert(_ contentType: String) -> Bool {
        let essence = essence(of: contentType)
        if ["text/plain", "application/json"].contains(essence) { return true }
        // SVG is an image that carries scripts.
        return ["video/", "audio/", "image/"].contains { essence.hasPrefix($0) } && !essence.contains("svg")
            && !essence.hasSuffix("xml")
    }

    /// A type as it can stand in an answer's header; `application/octet-stream` in the place of what cannot.
    static func usable(_ contentType: String?) -> String {
        guard let contentType, contentType.utf8.count <= 256, contentType.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }),
            contentType.contains("/")
        else { return "application/octet-stream" }
        return contentType
    }

    /// A character of a token (RFC 9110, section 5.6.2).
    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}
