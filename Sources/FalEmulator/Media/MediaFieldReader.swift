internal import JSON
internal import OpenAPIValidator

/// Finds the inputs that name files, in the schema of an endpoint's input.
struct MediaFieldReader {
    private let document: OpenAPIDocument
    /// What was found, in the document's order.
    private(set) var fields: [MediaField] = []
    /// The URLs that the document gives as examples.
    private(set) var examples: Set<String> = []

    /// Schemas deeper than this are not looked at.
    private static let greatestDepth = 12
    /// More fields than these are not looked for.
    private static let mostFields = 256

    /// Reads the schema at a place.
    init(_ schema: JSONPointer, in document: OpenAPIDocument) {
        self.document = document
        if let schema = document.resolve(schema) { read(schema, path: [], Hints(), depth: 0) }
    }

    /// What is known of a value before its own schema is looked at.
    private struct Hints {
        var name = ""
        var word: String?
        var limits = MediaLimits()
    }

    private mutating func read(_ schema: JSONValue, path: [MediaField.Step], _ hints: Hints, depth: Int) {
        guard depth < Self.greatestDepth, fields.count < Self.mostFields else { return }
        var hints = hints
        let own = MediaLimits(schema)
        if !own.isEmpty { hints.limits = own }
        hints.word = schema["_fal_ui_field"]?.string ?? schema["ui"]?["field"]?.string ?? hints.word
        for example in schema["examples"]?.array ?? [] {
            for text in [example] + (example.array ?? []) {
                if let url = text.string, url.contains("://") { examples.insert(url) }
            }
        }
        if let reference = schema["$ref"]?.string {
            if let target = JSONPointer(fragment: reference).flatMap(document.resolve) {
                read(target, path: path, hints, depth: depth + 1)
            }
            return
        }
        for keyword in ["anyOf", "oneOf", "allOf"] {
            for branch in schema[keyword]?.array ?? [] { read(branch, path: path, hints, depth: depth + 1) }
        }
        if let items = schema["items"] { read(items, path: path + [.everyElement], hints, depth: depth + 1) }
        for (name, property) in schema["properties"]?.object ?? [:] {
            guard let name = name.string else { continue }
            read(property, path: path + [.member(name)], Hints(name: name), depth: depth + 1)
        }
        if schema["type"]?.string == "string", let kind = Self.kind(hints) { add(path, kind, hints.limits) }
    }

    private mutating func add(_ path: [MediaField.Step], _ kind: MediaKind, _ limits: MediaLimits) {
        if let known = fields.firstIndex(where: { $0.path == path }) {
            if fields[known].limits.isEmpty { fields[known].limits = limits }
        } else {
            fields.append(MediaField(path: path, kind: kind, limits: limits))
        }
    }

    /// What a string is meant to name; nil when it is no file.
    private static func kind(_ hints: Hints) -> MediaKind? {
        if let kind = hints.word.flatMap(MediaKind.init) { return kind }
        let name = hints.name.lowercased()
        if name.hasSuffix("url") || name.hasSuffix("urls") {
            for kind in [MediaKind.video, .audio, .image] where name.contains(kind.rawValue) { return kind }
        }
        guard !hints.limits.isEmpty else { return nil }
        if hints.limits.minimumDuration != nil || hints.limits.maximumDuration != nil {
            return hints.limits.concernsPicture ? .video : .audio
        }
        return hints.limits.concernsPicture ? .image : .file
    }
}
