import CAVFormat

/// libavformat's own settings.
enum Library {
    /// The largest single piece of memory that it may ask for; forged headers ask for gigabytes.
    private static let largestAllocation = 64 << 20

    /// Makes it quiet and modest.
    static func prepare() {
        av_log_set_level(AV_LOG_QUIET)
        av_max_alloc(largestAllocation)
    }

    /// What it may open: a video or a sound that some model takes.
    static let demuxers: Set = [
        "mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm", "mp3", "wav", "aac", "ogg", "flac",
    ]
}
