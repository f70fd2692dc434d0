extension PlaceholderFile {
    /// The words in names of fields, and in titles and descriptions, that tell what a file is; the first that fits counts.
    private static let byWord: [(words: [String], file: PlaceholderFile)] = [
        (["zip", "archive", "tar"], .zip),
        (["safetensors", "lora", "checkpoint", "weights", "latent", "latents"], .weights),
        (["embedding", "exr", "bin"], .bytes),
        (["usdz", "usd"], .usdz), (["fbx"], .fbx), (["gltf"], .gltf), (["obj"], .obj), (["mtl"], .mtl),
        (["stl"], .stl), (["ply", "splat", "pointcloud"], .ply), (["glb"], .glb),
        (["srt", "vtt", "subtitle", "subtitles", "caption", "captions"], .subtitles),
        (["svg", "vector"], .svg), (["gif"], .gif), (["webp"], .webp), (["jpg", "jpeg"], .jpeg), (["png"], .png),
        (["webm"], .webm), (["mp4"], .mp4), (["wav"], .wav), (["flac"], .flac), (["mp3"], .mp3),
        (["json", "config", "metadata", "timestamps", "lottie"], .json),
        (["txt", "transcript"], .text),
        (
            [
                "image", "images", "img", "thumbnail", "texture", "mask", "masks", "preview", "picture", "photo",
                "spritesheet", "sprite", "depth", "normal", "albedo", "roughness", "metallic", "frame", "poster",
                "cover", "avatar", "screenshot", "residual", "basecolor",
            ], .png
        ),
        (["video", "videos", "animation", "movie", "clip", "film"], .mp4),
        (
            [
                "audio", "audios", "speech", "music", "song", "voice", "sound", "vocals", "drums", "bass", "guitar",
                "piano", "instrumental", "track", "stem", "stems", "target",
            ], .mp3
        ),
        (["mesh", "model", "models", "3d", "character", "armature", "world", "scene"], .glb),
    ]

    /// The file that a name or a sentence speaks of; nil for one that speaks of none.
    init?(words text: String) {
        let words = Set(text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
        guard let found = Self.byWord.first(where: { !words.isDisjoint(with: $0.words) }) else { return nil }
        self = found.file
    }

    /// What the models of a category make, such as `image-to-3d`; nil for a category that does not say.
    init?(category: String) {
        let product = category.components(after: "-to-")
        self.init(words: product)
    }
}

extension String {
    /// What follows the last occurrence of a mark; the whole text without one.
    fileprivate func components(after mark: String) -> String {
        var rest = self[...]
        var found = rest
        while let first = rest.first {
            if rest.hasPrefix(mark) { found = rest.dropFirst(mark.count) }
            _ = first
            rest = rest.dropFirst()
        }
        return String(found)
    }
}
