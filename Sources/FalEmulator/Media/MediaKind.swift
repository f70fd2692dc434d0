internal import FalAPI
internal import JSON

/// What an input that names a file is meant to hold.
enum MediaKind: String, Sendable, CaseIterable {
    case image
    case audio
    case video
    /// Anything.
    case file

    /// The containers of images.
    static let imageContainers: Set = ["png", "jpeg", "gif", "webp", "bmp", "avif", "heic"]

    /// The formats that fal names when a file is of none of them (documentation, "Model errors").
    var documentedFormats: [String] {
        let type = "unsupported_\(rawValue)_format"
        let error = DocumentedModelError.all.first { $0.type == type }
        return error?.context?["supported_formats"]?.array?.compactMap(\.string) ?? []
    }
}
