internal import JSON

/// How an output is made of the caller's own files, in a scenario: `{"picture": "video_url", "sound": "media/soundtrack.m4a"}`.
struct FileRecipe: Sendable, Hashable {
    /// The name of the input whose picture it has, and whose length.
    var picture: String?
    /// The name of the input that it is as long as, for a sound.
    var length: String?
    /// The name of the input whose sound it has, when that can be copied.
    var soundInput: String?
    /// The file of the fixtures whose sound it has otherwise, cut or repeated.
    var sound: String

    private static let pictureMember = "picture"
    private static let lengthMember = "length"
    private static let soundInputMember = "sound_input"
    private static let soundMember = "sound"

    /// Reads a recipe.
    init(_ reader: FixtureReader) throws(LoadError) {
        var reader = reader
        func text(_ name: String) throws(LoadError) -> String? {
            reader.optional(name) == nil ? nil : try reader.string(name)
        }
        picture = try text(Self.pictureMember)
        length = try text(Self.lengthMember)
        soundInput = try text(Self.soundInputMember)
        sound = try reader.string(Self.soundMember)
        guard (picture == nil) != (length == nil) else {
            throw reader.error(
                Self.pictureMember,
                "or length must name the input that decides how long the file is, not both"
            )
        }
        try reader.finish()
    }

    /// Reads a recipe that was written by `json`.
    init?(_ value: JSONValue?) {
        guard let value, let sound = value[Self.soundMember]?.string else { return nil }
        self.sound = sound
        picture = value[Self.pictureMember]?.string
        length = value[Self.lengthMember]?.string
        soundInput = value[Self.soundInputMember]?.string
    }

    /// The recipe as it stands in a scenario.
    var json: JSONValue {
        var object: JSONObject = [:]
        if let picture { object[Self.pictureMember] = .string(JSONString(picture)) }
        if let length { object[Self.lengthMember] = .string(JSONString(length)) }
        if let soundInput { object[Self.soundInputMember] = .string(JSONString(soundInput)) }
        object[Self.soundMember] = .string(JSONString(sound))
        return .object(object)
    }

    /// The names of the inputs in it.
    var inputs: [String] { [picture, length, soundInput].compactMap(\.self) }
}
