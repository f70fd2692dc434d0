internal import FalAPI
internal import JSON
internal import MediaTools

/// Holds what is in a file against the limits of the field that names it.
struct MediaJudge {
    let field: MediaField
    let errors: MediaErrors

    /// MP3 and ADTS are whole frames, which encoders fill up: "60 s" of LAME's are 60.05 s.
    private static let frameAllowance = 0.1

    init(_ field: MediaField, _ value: MediaField.Value) {
        self.field = field
        errors = MediaErrors(value)
    }

    /// What is wrong with the size; looked at before the file is opened.
    func refusal(size: Int) -> ModelError? {
        guard let limit = field.limits.maximumFileSize, size > limit else { return nil }
        return errors.tooLarge(limit)
    }

    /// What is wrong with what the helper found; what it does not know is accepted.
    func refusal(_ report: MediaReport) -> ModelError? {
        switch report {
        case .failed, .assembled: return nil
        case .unrecognized:
            // Where the document limits nothing, an unknown kind may be one that the model takes.
            guard field.kind != .file, !field.limits.isEmpty else { return nil }
            return unsupported
        case .facts(let facts):
            guard field.kind != .file else { return nil }
            if !isSupported(facts) { return unsupported }
            if facts.isTruncated || !facts.isReadable { return errors.inferred.unreadable }
            return pictureRefusal(facts) ?? durationRefusal(facts)
        }
    }

    /// How long a file is for the limits and the bill: a video as long as its picture, in whole milliseconds, since headers
    /// round.
    static func seconds(_ facts: MediaFacts) -> Double? {
        (facts.picture?.duration ?? facts.duration).map { ($0 * 1_000).rounded() / 1_000 }
    }

    private var unsupported: ModelError {
        errors.unsupported(field.kind, field.limits.formats ?? field.kind.documentedFormats)
    }

    private func isSupported(_ facts: MediaFacts) -> Bool {
        let isImage = MediaKind.imageContainers.contains(facts.container)
        if let formats = field.limits.formats {
            guard Self.extensions(facts).contains(where: formats.contains) else { return false }
        }
        // A file that cannot be read tells no more than its container.
        guard facts.isReadable, facts.picture != nil || facts.soundCodec != nil else { return true }
        return switch field.kind {
        case .video: facts.picture != nil && (!isImage || ["gif", "webp"].contains(facts.container))
        case .audio: facts.soundCodec != nil
        case .image: isImage
        case .file: true
        }
    }

    /// The names of files of that kind.
    private static func extensions(_ facts: MediaFacts) -> [String] {
        switch facts.container {
        case "mp4": facts.picture == nil && facts.soundCodec != nil ? [".m4a"] : [".mp4", ".m4v"]
        case "matroska": [".mkv"]
        case "jpeg": [".jpg", ".jpeg"]
        case "ogg": [".ogg", ".oga", ".opus"]
        default: ["." + facts.container]
        }
    }

    private func pictureRefusal(_ facts: MediaFacts) -> ModelError? {
        guard let picture = facts.picture else { return nil }
        let limits = field.limits
        if let width = picture.width, let height = picture.height {
            if field.kind == .image {
                if width < limits.minimumWidth ?? 0 || height < limits.minimumHeight ?? 0 {
                    return errors.inferred.imageTooSmall(limits)
                }
                if width > limits.maximumWidth ?? .max || height > limits.maximumHeight ?? .max {
                    return errors.inferred.imageTooLarge(limits)
                }
            }
            let ratio = Double(width) / Double(height)
            let refusal =
                outside("width", limits.minimumWidth, limits.maximumWidth, width)
                ?? outside("height", limits.minimumHeight, limits.maximumHeight, height)
                ?? outside("aspect ratio", limits.minimumAspectRatio, limits.maximumAspectRatio, "", ratio)
            if let refusal { return refusal }
        }
        guard field.kind == .video, let rate = picture.framesPerSecond else { return nil }
        return outside("frame rate", limits.minimumFrameRate, limits.maximumFrameRate, " FPS", rate)
    }

    private func outside(_ what: String, _ minimum: Int?, _ maximum: Int?, _ value: Int) -> ModelError? {
        outside(what, minimum.map(Double.init), maximum.map(Double.init), " pixels", Double(value))
    }

    private func outside(
        _ what: String,
        _ minimum: Double?,
        _ maximum: Double?,
        _ unit: String,
        _ value: Double
    ) -> ModelError? {
        // To the hundredth, as fal writes its limits: 29.97 is 30000/1001.
        let rounded = (value * 100).rounded() / 100
        guard rounded < minimum ?? -.infinity || rounded > maximum ?? .infinity else { return nil }
        return errors.inferred.outside(what, minimum, maximum, unit, rounded)
    }

    private func durationRefusal(_ facts: MediaFacts) -> ModelError? {
        guard let seconds = Self.seconds(facts), field.kind != .image else { return nil }
        let allowance = ["mp3", "aac"].contains(facts.container) ? Self.frameAllowance : 0
        if let limit = field.limits.maximumDuration, seconds > limit.double + allowance {
            return errors.tooLong(field.kind, limit, seconds)
        }
        if let limit = field.limits.minimumDuration, seconds < limit.double {
            return errors.tooShort(field.kind, limit, seconds)
        }
        return nil
    }
}
