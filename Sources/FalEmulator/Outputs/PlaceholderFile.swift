/// A file of `fixtures/media/placeholder`, which stands for one that a model would make.
enum PlaceholderFile: String, CaseIterable, Sendable {
    case png = "image.png"
    case jpeg = "image.jpg"
    case webp = "image.webp"
    case gif = "image.gif"
    case svg = "image.svg"
    case mp4 = "video.mp4"
    case webm = "video.webm"
    case mp3 = "audio.mp3"
    case wav = "audio.wav"
    case flac = "audio.flac"
    case glb = "model.glb"
    case gltf = "model.gltf"
    case obj = "model.obj"
    case mtl = "model.mtl"
    case stl = "model.stl"
    case ply = "model.ply"
    case fbx = "model.fbx"
    case usdz = "model.usdz"
    case zip = "archive.zip"
    case json = "data.json"
    case text = "text.txt"
    case subtitles = "subtitles.srt"
    case weights = "weights.safetensors"
    case bytes = "data.bin"

    /// What the file is.
    enum Kind: Sendable {
        case image
        case video
        case audio
        case other
    }

    var kind: Kind {
        switch self {
        case .png, .jpeg, .webp, .gif, .svg: .image
        case .mp4, .webm: .video
        case .mp3, .wav, .flac: .audio
        default: .other
        }
    }

    /// Where it lies below the fixtures.
    var path: String { "media/placeholder/" + rawValue }

    /// The size of every image and video, in pixels.
    static let size: (width: Int64, height: Int64) = (512, 512)

    /// How long every video and sound is, in seconds.
    static let duration: Int64 = 2

    /// Pictures a second of every video.
    static let frameRate: Int64 = 24

    /// The sampling rate of every sound, in Hz.
    static let sampleRate: Int64 = 24_000

    /// The file for one with a name, by the extension; nil for unknown ones.
    init?(extensionOf name: String) {
        let path = name.prefix { $0 != "?" && $0 != "#" }
        guard let dot = path.lastIndex(of: "."), !path[dot...].contains("/") else { return nil }
        switch path[path.index(after: dot)...].lowercased() {
        case "jpg", "jpeg": self = .jpeg
        case "mov", "m4v", "mp4": self = .mp4
        case "ogg", "m4a", "aac", "mp3", "opus": self = .mp3
        case "usd", "usda", "usdc", "usdz": self = .usdz
        case "tar", "gz", "tgz", "zip": self = .zip
        case "vtt", "srt", "ass": self = .subtitles
        case "txt", "csv", "md", "text": self = .text
        case "bin", "npy", "npz", "exr", "pdf", "pt", "ckpt", "pth": self = .bytes
        case let other:
            guard let file = Self.allCases.first(where: { $0.rawValue.hasSuffix("." + other) }) else { return nil }
            self = file
        }
    }

    /// The file of a media type; nil for one that says too little.
    init?(contentType: String) {
        switch contentType.lowercased() {
        case "image/png": self = .png
        case "image/jpeg", "image/jpg": self = .jpeg
        case "image/webp": self = .webp
        case "image/gif": self = .gif
        case "image/svg+xml": self = .svg
        case "video/webm": self = .webm
        case "audio/wav", "audio/x-wav": self = .wav
        case "audio/flac": self = .flac
        case "application/zip": self = .zip
        case "application/json": self = .json
        case "text/plain": self = .text
        case let type where type.hasPrefix("image/"): self = .png
        case let type where type.hasPrefix("video/"): self = .mp4
        case let type where type.hasPrefix("audio/"): self = .mp3
        case let type where type.hasPrefix("model/"): self = .glb
        default: return nil
        }
    }
}
