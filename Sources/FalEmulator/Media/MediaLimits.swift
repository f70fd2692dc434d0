internal import JSON

/// What a document says of a file: the extension `x-fal` of fal's documents, and `x-falsework-formats` of ours.
struct MediaLimits: Sendable, Hashable {
    /// The greatest size in bytes.
    var maximumFileSize: Int?
    /// Seconds, as the document writes them.
    var minimumDuration: JSONNumber?
    var maximumDuration: JSONNumber?
    /// Pixels.
    var minimumWidth: Int?
    var maximumWidth: Int?
    var minimumHeight: Int?
    var maximumHeight: Int?
    /// Frames a second.
    var minimumFrameRate: Double?
    var maximumFrameRate: Double?
    /// Width by height.
    var minimumAspectRatio: Double?
    var maximumAspectRatio: Double?
    /// How long a download may take, in seconds.
    var timeout: Double?
    /// The extensions of the kinds that are taken, with their dots; nil where the document does not say.
    var formats: [String]?

    /// No limits.
    init() {}

    /// Reads the limits of a schema; what is no number there is none.
    init(_ schema: JSONValue) {
        let limits = schema["x-fal"]
        func whole(_ name: String) -> Int? { limits?[name]?.double.flatMap { Int(exactly: $0.rounded()) } }
        func number(_ name: String) -> Double? { limits?[name]?.double.flatMap { $0.isFinite ? $0 : nil } }
        maximumFileSize = whole("max_file_size")
        minimumDuration = limits?["min_duration"]?.number
        maximumDuration = limits?["max_duration"]?.number
        minimumWidth = whole("min_width")
        maximumWidth = whole("max_width")
        minimumHeight = whole("min_height")
        maximumHeight = whole("max_height")
        minimumFrameRate = number("min_fps")
        maximumFrameRate = number("max_fps")
        minimumAspectRatio = number("min_aspect_ratio")
        maximumAspectRatio = number("max_aspect_ratio")
        timeout = number("timeout").flatMap { $0 > 0 ? $0 : nil }
        formats = schema["x-falsework-formats"]?.array?.compactMap { $0.string?.lowercased() }
    }

    /// Whether the document says anything.
    var isEmpty: Bool { self == MediaLimits() }

    /// Whether the size in pixels, the rate or the shape is limited.
    var concernsPicture: Bool {
        let pixels = [minimumWidth, maximumWidth, minimumHeight, maximumHeight].contains { $0 != nil }
        return pixels
            || [minimumFrameRate, maximumFrameRate, minimumAspectRatio, maximumAspectRatio].contains { $0 != nil }
    }
}
