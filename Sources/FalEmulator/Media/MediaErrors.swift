internal import FalAPI
internal import JSON

/// The words in which a model refuses a file.
///
/// The types and texts of size, kind and length are documented ("Model errors"); that of a failed download is captured
/// (2026). **Inferred**, and all in `Inferred` below: the type and words for what fal documents no type of (`input_value_error`
/// is captured of Kling's own checks, its words for files are not), and the words about an image's size.
struct MediaErrors {
    let location: [JSONValue]
    let url: String

    init(_ value: MediaField.Value) {
        location = value.location
        url = value.url
    }

    var notDownloaded: ModelError {
        error(
            "file_download_error",
            "Failed to download the file. Please check if the URL is accessible and try again."
        )
    }

    func tooLarge(_ limit: Int) -> ModelError {
        error("file_too_large", "File too large", ["max_size": .number(.integer(Int64(limit)))])
    }

    func unsupported(_ kind: MediaKind, _ formats: [String]) -> ModelError {
        error(
            "unsupported_\(kind.rawValue)_format",
            "Unsupported \(kind.rawValue) format. Supported formats are \(formats.joined(separator: ", ")).",
            ["supported_formats": .array(formats.map { .string(JSONString($0)) })]
        )
    }

    func tooLong(_ kind: MediaKind, _ limit: JSONNumber, _ seconds: Double) -> ModelError {
        let provided = Self.number(seconds)
        return error(
            "\(kind.rawValue)_duration_too_long",
            "\(Self.title(kind)) duration exceeds the maximum allowed. Maximum is \(Self.text(limit)) seconds, provided is "
                + "\(Self.text(provided)) seconds.",
            ["max_duration": .number(limit), "provided_duration": .number(provided)]
        )
    }

    func tooShort(_ kind: MediaKind, _ limit: JSONNumber, _ seconds: Double) -> ModelError {
        let provided = Self.number(seconds)
        return error(
            "\(kind.rawValue)_duration_too_short",
            "\(Self.title(kind)) duration is too short. Minimum is \(Self.text(limit)) seconds, provided is "
                + "\(Self.text(provided)) seconds.",
            ["min_duration": .number(limit), "provided_duration": .number(provided)]
        )
    }

    /// What nobody has shown.
    var inferred: Inferred { Inferred(errors: self) }

    /// Types and words that are guesses, in one place.
    struct Inferred {
        fileprivate let errors: MediaErrors

        /// A file that is there and broken; the words in parentheses are those that a user reported of a `data:` URI (2026).
        var unreadable: ModelError { value("file content could not be read") }

        func imageTooSmall(_ limits: MediaLimits) -> ModelError {
            var context: JSONObject = [:]
            if let height = limits.minimumHeight { context["min_height"] = .number(.integer(Int64(height))) }
            if let width = limits.minimumWidth { context["min_width"] = .number(.integer(Int64(width))) }
            return errors.error("image_too_small", "Image is too small.", context)
        }

        func imageTooLarge(_ limits: MediaLimits) -> ModelError {
            var context: JSONObject = [:]
            if let height = limits.maximumHeight { context["max_height"] = .number(.integer(Int64(height))) }
            if let width = limits.maximumWidth { context["max_width"] = .number(.integer(Int64(width))) }
            return errors.error("image_too_large", "Image is too large.", context)
        }

        /// A number that lies outside of its bounds, as in `width: must be between 720 and 1920 pixels, provided is 719`.
        func outside(
            _ what: String,
            _ minimum: Double?,
            _ maximum: Double?,
            _ unit: String,
            _ value: Double
        ) -> ModelError {
            let bounds =
                switch (minimum, maximum) {
                case (let minimum?, let maximum?):
                    "between \(MediaErrors.text(minimum)) and \(MediaErrors.text(maximum))"
                case (let minimum?, nil): "at least \(MediaErrors.text(minimum))"
                case (nil, let maximum): "at most \(MediaErrors.text(maximum ?? 0))"
                }
            return self.value("\(what): must be \(bounds)\(unit), provided is \(MediaErrors.text(value))")
        }

        private func value(_ text: String) -> ModelError {
            let name = errors.location.dropFirst().map { step in
                step.string ?? step.integer.map(String.init) ?? ""
            }
            return errors.error("input_value_error", "\(name.joined(separator: ".")): \(text)")
        }
    }

    private func error(_ type: String, _ message: String, _ context: JSONObject? = nil) -> ModelError {
        ModelError(
            type: type,
            message: message,
            location: location,
            context: context,
            input: .string(JSONString(url))
        )
    }

    private static func title(_ kind: MediaKind) -> String {
        kind == .audio ? "Audio" : kind == .image ? "Image" : "Video"
    }

    /// Seconds to the millisecond; whole ones have no fraction.
    private static func number(_ seconds: Double) -> JSONNumber {
        let rounded = (seconds * 1_000).rounded() / 1_000
        return Int64(exactly: rounded).map(JSONNumber.integer) ?? .double(rounded)
    }

    private static func text(_ number: JSONNumber) -> String { text(number.double) }

    fileprivate static func text(_ number: Double) -> String { Int(exactly: number).map(String.init) ?? "\(number)" }
}
