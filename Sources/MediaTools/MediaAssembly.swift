/// What a new file is put together from: streams are copied as they are, nothing is decoded or encoded.
public struct MediaAssembly: Sendable, Hashable {
    /// The file whose picture is taken; nil: the new file has sound only.
    public var picture: String?
    /// The file whose sound is taken.
    public var sound: String
    /// Whether the sound begins anew when it is shorter than the new file.
    public var repeatsSound = false
    /// How long the new file is, in seconds; with a picture, at most as long as that is.
    public var length: Double
    /// Where the new file is written; there must not be one. Ends in `.mp4` or `.mp3`.
    public var output: String

    /// Makes an order.
    public init(picture: String? = nil, sound: String, repeatsSound: Bool = false, length: Double, output: String) {
        self.picture = picture
        self.sound = sound
        self.repeatsSound = repeatsSound
        self.length = length
        self.output = output
    }
}
