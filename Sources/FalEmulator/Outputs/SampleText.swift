internal import JSON

/// Strings and numbers that a model might answer, by the names of their fields.
struct SampleText {
    private var random: SeededRandom

    init(seed: UInt64, place: String) {
        random = SeededRandom(seed: seed, salt: place)
    }

    /// A string for a field.
    mutating func string(_ name: String) -> String {
        let words = Set(name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
        func has(_ names: String...) -> Bool { !words.isDisjoint(with: names) }
        if has("id", "uuid") { return random.uuid() }
        if has("language", "lang", "locale") { return "en" }
        if has("role") { return "assistant" }
        if has("reason") { return "stop" }
        if has("label", "name", "title", "category", "class") { return "sample" }
        if has("color", "colour", "hex") { return "#4f46e5" }
        if has("timestamp", "date", "time", "at") { return "2026-01-01T00:00:00Z" }
        if has("lyrics") {
            return "[Verse]\nA scaffold holds the morning light\n[Chorus]\nUntil the arch can stand upright"
        }
        if has("format", "extension") { return "png" }
        if has("b64", "base64") { return "RmFsc2V3b3Jr" }
        return "A sample from Falsework: no model has run."
    }

    /// An integer for a field.
    mutating func integer(_ name: String) -> Int64 {
        let words = Set(name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
        func has(_ names: String...) -> Bool { !words.isDisjoint(with: names) }
        if has("seed") { return Int64(random.next() >> 33) }
        if has("width") { return PlaceholderFile.size.width }
        if has("height") { return PlaceholderFile.size.height }
        if has("duration") { return PlaceholderFile.duration * (has("ms", "milliseconds") ? 1_000 : 1) }
        if has("fps") { return PlaceholderFile.frameRate }
        if has("frames") { return PlaceholderFile.frameRate * PlaceholderFile.duration }
        if has("rate") { return PlaceholderFile.sampleRate }
        if has("x", "y", "index", "start") { return 0 }
        return 1
    }

    /// A number for a field.
    mutating func number(_ name: String) -> Double {
        let words = Set(name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
        func has(_ names: String...) -> Bool { !words.isDisjoint(with: names) }
        if has("duration", "end") { return Double(PlaceholderFile.duration) }
        if has("fps") { return Double(PlaceholderFile.frameRate) }
        if has("width") { return Double(PlaceholderFile.size.width) }
        if has("height") { return Double(PlaceholderFile.size.height) }
        if has("x", "y", "start", "nsfw") { return 0.0 }
        // Two digits after the point, between 0 and 1.
        return Double(random.next() % 100) / 100
    }
}
