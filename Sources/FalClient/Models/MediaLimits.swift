/// What fal documents that a file in an input has to be. fal judges it when the request runs.
public struct MediaLimits: Sendable, Hashable {
    /// The largest file, in bytes.
    public var maximumFileBytes: Int?
    /// The shortest and the longest duration, in seconds.
    public var duration: ClosedRange<Double>?
    /// The smallest and the largest width, in pixels.
    public var width: ClosedRange<Int>?
    /// The smallest and the largest height, in pixels.
    public var height: ClosedRange<Int>?

    /// Some of the limits.
    public init(
        maximumFileBytes: Int? = nil,
        duration: ClosedRange<Double>? = nil,
        width: ClosedRange<Int>? = nil,
        height: ClosedRange<Int>? = nil
    ) {
        self.maximumFileBytes = maximumFileBytes
        self.duration = duration
        self.width = width
        self.height = height
    }
}
