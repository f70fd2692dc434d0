internal import JSON

extension OutputSampler {
    /// Whether a schema describes a file: an object with a URL, and something about the file.
    func isFile(_ schema: JSONValue) -> Bool {
        guard let properties = schema["properties"]?.object, let url = properties["url"] else { return false }
        let isText = url["type"] == nil || url["type"] == "string"
        return isText && ["content_type", "file_name", "file_size"].contains { properties[$0 as JSONString] != nil }
    }

    /// A file in the shape that the schema gives it.
    mutating func file(_ schema: JSONValue, _ name: String, at place: String) -> JSONValue {
        let file = placeholder(schema, name)
        let properties = schema["properties"]?.object ?? JSONObject()
        let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
        var description = Self.facts(of: file, media)
        var result = JSONObject()
        for member in Self.order(of: properties, schema) {
            if let fact = description[member] {
                result[member] = fact
                description[member] = nil
            } else if required.contains(member.description), let property = properties[member] {
                result[member] = value(property, member.description, at: "\(place)/\(member)")
            }
        }
        return .object(result)
    }

    /// A file in the shape of an example.
    func describe(_ file: PlaceholderFile, _ example: JSONObject) -> JSONValue {
        let facts = Self.facts(of: file, media)
        var result = JSONObject()
        for (member, value) in example { result[member] = facts[member] ?? value }
        return .object(result)
    }

    /// What is true of a placeholder, by the names that fal's documents have for it.
    private static func facts(of file: PlaceholderFile, _ media: MediaLibrary) -> JSONObject {
        var facts = JSONObject()
        facts["url"] = FileReference.url(of: file, in: media)
        if let known = media.file(named: file.path) {
            facts["content_type"] = .string(JSONString(known.contentType))
            facts["file_name"] = .string(JSONString(known.name))
            facts["file_size"] = .number(.integer(Int64(known.size)))
        }
        if file.kind == .image || file.kind == .video {
            facts["width"] = .number(.integer(PlaceholderFile.size.width))
            facts["height"] = .number(.integer(PlaceholderFile.size.height))
        }
        if file.kind == .audio || file.kind == .video {
            facts["duration"] = .number(.double(Double(PlaceholderFile.duration)))
        }
        if file.kind == .audio {
            facts["sample_rate"] = .number(.integer(PlaceholderFile.sampleRate))
            facts["channels"] = 1
        }
        if file.kind == .video {
            facts["fps"] = .number(.double(Double(PlaceholderFile.frameRate)))
            facts["num_frames"] = .number(.integer(PlaceholderFile.frameRate * PlaceholderFile.duration))
        }
        return facts
    }

    /// Which file is meant: an example of the field says it best, then the field's name, what the schema says of itself, what the
    /// endpoint is for, and last the examples in the schema of files, which are the same for all kinds of files.
    private func placeholder(_ schema: JSONValue, _ name: String) -> PlaceholderFile {
        for example in schema["examples"]?.array ?? [] {
            let url = example["url"]?.string ?? example.string ?? ""
            if let file = PlaceholderFile(extensionOf: url) { return file }
            if let type = example["content_type"]?.string, let file = PlaceholderFile(contentType: type) { return file }
        }
        let properties = schema["properties"]
        let types = properties?["content_type"]?["examples"]?.array ?? []
        let type = types.lazy.compactMap(\.string).compactMap(PlaceholderFile.init(contentType:)).first
        if let file = PlaceholderFile(words: name) {
            // The name says what kind, the type which of them.
            return type.map { $0.kind == file.kind && file.kind != .other ? $0 : file } ?? file
        }
        if let title = schema["title"]?.string, let file = PlaceholderFile(words: title.spacedAtCapitals) {
            return file
        }
        if let text = schema["description"]?.string, let file = PlaceholderFile(words: text) { return file }
        return product ?? type ?? .bytes
    }
}

extension String {
    /// `VideoFile` as `Video File`.
    fileprivate var spacedAtCapitals: String {
        reduce(into: "") { $0 += ($1.isUppercase ? " " : "") + String($1) }
    }
}
