/// What is in a file of sound, video or an image, as far as its headers and its length tell.
public struct MediaFacts: Sendable, Hashable {
    /// What holds it: `mp4`, `mov`, `webm`, `matroska`, `mp3`, `wav`, `aac`, `ogg`, `flac`, `png`, `jpeg`, `gif`, `webp`; or
    /// libavformat's name of another one, of which nothing more is known.
    public var container: String
    /// How long it is, in seconds; nil when that is unknown.
    public var duration: Double?
    /// The picture; nil when there is none or nothing is known of it.
    public var picture: Picture?
    /// The name of the sound's codec; nil when there is no sound or nothing is known of it.
    public var soundCodec: String?
    /// Whether the file ends before what its headers promise.
    public var isTruncated = false
    /// Whether the headers could be read: nothing but the container is known otherwise.
    public var isReadable = true

    /// The picture of a video or an image.
    public struct Picture: Sendable, Hashable {
        /// The name of its codec.
        public var codec: String
        /// Its width in pixels as it is shown, turned if the file says so; nil when unknown.
        public var width: Int?
        /// Its height in pixels as it is shown; nil when unknown.
        public var height: Int?
        /// Frames a second, on average; nil when unknown, and for an image.
        public var framesPerSecond: Double?
        /// How long it is, in seconds, which differs from the file's length when the sound is longer; nil when unknown.
        public var duration: Double?

        /// Makes a picture.
        public init(codec: String, width: Int? = nil, height: Int? = nil) {
            self.codec = codec
            self.width = width
            self.height = height
        }
    }

    /// Makes facts of which only the container is known.
    public init(container: String) { self.container = container }
}
