public import JSON

/// A kind of failure that fal documents for models: its name, status code, words and facts.
///
/// Source: fal's documentation, "Model errors"; `invalid_parameter` and the status of `downstream_service_error` are captured
/// (2026). Where the documentation prints no message the words are inferred; the numbers are examples.
public struct DocumentedModelError: Sendable, Hashable {
    /// fal's name, as in `content_policy_violation`.
    public let type: String
    /// The status code of the result.
    public let status: Int
    /// Whether trying again can help.
    public let isRetryable: Bool
    /// The text.
    public let message: String
    /// The facts that come with it; nil for none.
    public let context: JSONObject?
    /// What kind of input it is about.
    public let subject: Subject

    /// What a failure is about.
    public enum Subject: String, Sendable {
        /// The request as a whole.
        case request
        /// A file, whatever is in it.
        case file
        case image
        case audio
        case video
    }

    private init(
        _ type: String,
        status: Int = 422,
        about subject: Subject = .request,
        isRetryable: Bool = false,
        _ message: String,
        _ context: JSONObject? = nil
    ) {
        self.type = type
        self.status = status
        self.subject = subject
        self.isRetryable = isRetryable
        self.message = message
        self.context = context
    }

    /// Every kind.
    public static let all: [DocumentedModelError] = [
        Self("internal_server_error", status: 500, isRetryable: true, "Internal server error"),
        Self("generation_timeout", status: 504, isRetryable: true, "Generation timeout"),
        Self("downstream_service_error", status: 500, isRetryable: true, "Downstream service error"),
        Self("downstream_service_unavailable", status: 500, isRetryable: true, "Downstream service unavailable"),
        Self(
            "content_policy_violation",
            "The content could not be processed because it contained material flagged by a content checker."
        ),
        Self("no_media_generated", "No media was generated."),
        Self("feature_not_supported", "Feature not supported."),
        Self("invalid_parameter", "Invalid parameter."),
        Self("file_download_error", about: .file, "File download error"),
        Self("file_too_large", about: .file, "File too large", ["max_size": 104_857_600]),
        Self("image_load_error", about: .image, "Image load error"),
        Self("image_too_small", about: .image, "Image is too small.", ["min_height": 300, "min_width": 300]),
        Self("image_too_large", about: .image, "Image is too large.", ["max_height": 4096, "max_width": 4096]),
        Self("face_detection_error", about: .video, "Could not detect face in the image"),
        Self("greater_than", "Input should be greater than 0", ["gt": 0]),
        Self("greater_than_equal", "Input should be greater than or equal to 1", ["ge": 1]),
        Self("less_than", "Input should be less than 100", ["lt": 100]),
        Self("less_than_equal", "Input should be less than or equal to 100", ["le": 100]),
        Self("multiple_of", "Input should be a multiple of 8", ["multiple_of": 8]),
        Self("sequence_too_short", "Sequence is too short.", ["min_length": 1]),
        Self("sequence_too_long", "Sequence is too long.", ["max_length": 10]),
        Self("one_of", "Input should be one of the expected values.", ["expected": ["std", "pro"]]),
        Self("invalid_archive", about: .file, "Invalid archive.", ["supported_extensions": [".zip"]]),
        Self(
            "archive_file_count_below_minimum",
            about: .file,
            "Archive has too few files.",
            ["min_count": 4, "provided_count": 2, "supported_extensions": [".png", ".jpg"]]
        ),
        Self(
            "archive_file_count_exceeds_maximum",
            about: .file,
            "Archive has too many files.",
            ["max_count": 100, "provided_count": 120, "supported_extensions": [".png", ".jpg"]]
        ),
        Self(
            "audio_duration_too_long",
            about: .audio,
            "Audio duration exceeds the maximum allowed. Maximum is 60 seconds, provided is 90 seconds.",
            ["max_duration": 60, "provided_duration": 90]
        ),
        Self(
            "audio_duration_too_short",
            about: .audio,
            "Audio duration is too short. Minimum is 5 seconds, provided is 2 seconds.",
            ["min_duration": 5, "provided_duration": 2]
        ),
        Self(
            "video_duration_too_long",
            about: .video,
            "Video duration exceeds the maximum allowed. Maximum is 60 seconds, provided is 120 seconds.",
            ["max_duration": 60, "provided_duration": 120]
        ),
        Self(
            "video_duration_too_short",
            about: .video,
            "Video duration is too short. Minimum is 3 seconds, provided is 1 seconds.",
            ["min_duration": 3, "provided_duration": 1]
        ),
        Self(
            "unsupported_audio_format",
            about: .audio,
            "Unsupported audio format. Supported formats are .mp3, .wav.",
            ["supported_formats": [".mp3", ".wav"]]
        ),
        Self(
            "unsupported_image_format",
            about: .image,
            "Unsupported image format. Supported formats are .png, .jpg.",
            ["supported_formats": [".png", ".jpg"]]
        ),
        Self(
            "unsupported_video_format",
            about: .video,
            "Unsupported video format. Supported formats are .mp4, .mov, .webm.",
            ["supported_formats": [".mp4", ".mov", ".webm"]]
        ),
    ]
}
