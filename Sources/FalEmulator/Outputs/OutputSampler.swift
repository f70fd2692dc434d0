internal import JSON
internal import JSONSchema

/// Makes an answer that satisfies a model's output schema: of the document's examples where they satisfy it, of plausible values
/// elsewhere, and of files that are really there.
///
/// The same document and seed make the same answer.
struct OutputSampler {
    private let root: JSONValue
    let seed: UInt64
    /// The endpoint, so that endpoints differ.
    private let salt: String
    let media: MediaLibrary
    /// What the models of the document's category make.
    let product: PlaceholderFile?
    /// Whether members are left out that need not be there.
    private(set) var isMinimal = false
    private(set) var depth = 0

    /// How deep answers are nested; deeper parts are left out where that is allowed.
    static let greatestDepth = 12
    static let mostElements: Int64 = 64

    init(_ root: JSONValue, seed: UInt64, salt: String, media: MediaLibrary) {
        self.root = root
        self.seed = seed
        self.salt = salt
        self.media = media
        product = root["info"]?["x-fal-metadata"]?["category"]?.string.flatMap(PlaceholderFile.init(category:))
    }

    /// An answer, with references to files in it.
    ///
    /// - Parameters:
    ///   - schema: Where the output schema stands.
    ///   - compiled: The schema compiled, which the answer is checked against.
    /// - Returns: The answer, and what is wrong with it if none could be made that is right.
    mutating func answer(_ place: JSONPointer, _ compiled: Schema) -> (body: JSONValue, problem: SchemaProblem?) {
        guard let schema = place.resolve(in: root) else { return ([:], nil) }
        var best: (body: JSONValue, problem: SchemaProblem?)?
        for minimal in [false, true] {
            isMinimal = minimal
            let body = value(schema, "", at: salt)
            let problem = compiled.problems(in: FileReference.plain(body), limit: 1).first
            if problem == nil { return (body, nil) }
            best = best ?? (body, problem)
        }
        return best ?? ([:], nil)
    }

    /// A value for a schema.
    ///
    /// - Parameters:
    ///   - name: The field's name, which tells what is meant.
    ///   - place: The path in the answer, which tells seeds apart.
    mutating func value(_ schema: JSONValue, _ name: String, at place: String) -> JSONValue {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.greatestDepth * 3 else { return .null }
        let schema = resolved(schema)
        if let value = schema["const"] { return value }
        if isFile(schema) { return file(schema, name, at: place) }
        if let value = example(schema, name, at: place) { return value }
        if let values = schema["enum"]?.array, !values.isEmpty {
            var random = SeededRandom(seed: seed, salt: place)
            return values[Int(random.next() % UInt64(values.count))]
        }
        if let branches = (schema["anyOf"] ?? schema["oneOf"])?.array, !branches.isEmpty {
            return union(branches, schema, name, at: place)
        }
        return plain(schema, name, at: place)
    }

    /// The schema that references lead to in the end, with what stands beside them; members of `allOf` put together.
    private func resolved(_ schema: JSONValue) -> JSONValue {
        var result = schema
        for _ in 0..<32 {
            guard let object = result.object else { return result }
            var parts: [JSONValue] = []
            if let reference = object["$ref"]?.string {
                guard let target = JSONPointer(fragment: reference)?.resolve(in: root) else {
                    return result.without("$ref")
                }
                parts.append(target)
            }
            if let all = object["allOf"]?.array { parts += all }
            if parts.isEmpty { return result }
            var merged = result.without("$ref").without("allOf").object ?? JSONObject()
            for part in parts {
                for (name, value) in part.object ?? JSONObject() {
                    if let own = merged[name] {
                        merged[name] = Self.merged(own, value, name)
                    } else {
                        merged[name] = value
                    }
                }
            }
            result = .object(merged)
        }
        return result
    }

    private static func merged(_ own: JSONValue, _ other: JSONValue, _ keyword: JSONString) -> JSONValue {
        switch (own, other, keyword) {
        case (.object(var left), .object(let right), "properties"):
            for (name, value) in right where left[name] == nil { left[name] = value }
            return .object(left)
        case (.array(let left), .array(let right), "required"), (.array(let left), .array(let right), "allOf"):
            return .array(left + right)
        default:
            return own
        }
    }

    /// The first of the document's examples, or its default, that satisfies the schema.
    private func example(_ schema: JSONValue, _ name: String, at place: String) -> JSONValue? {
        var candidates = schema["examples"]?.array ?? []
        if let example = schema["example"] { candidates.append(example) }
        if let value = schema["default"], !value.isNull { candidates.append(value) }
        guard !candidates.isEmpty, let compiled = try? Schema.fragment(schema, of: root) else { return nil }
        return candidates.first { compiled.accepts($0) && isUsable($0) }.map { withOwnFiles($0, name) }
    }

    /// A whole output that is empty or null says nothing.
    private func isUsable(_ value: JSONValue) -> Bool {
        switch value {
        case .null: false
        case .array(let elements): !elements.isEmpty
        case .object(let object): !object.isEmpty
        default: true
        }
    }

    /// An example with our files in the place of those that it points at.
    private func withOwnFiles(_ value: JSONValue, _ name: String) -> JSONValue {
        switch value {
        case .array(let elements):
            return .array(elements.map { withOwnFiles($0, name) })
        case .object(let object):
            if let url = object["url"]?.string, Self.isURL(url) { return describe(file(like: object, name), object) }
            var result = JSONObject()
            for (member, value) in object { result[member] = withOwnFiles(value, member.description) }
            return .object(result)
        case .string(let string):
            guard let text = string.string, Self.isURL(text), Self.isURLName(name),
                let file = PlaceholderFile(extensionOf: text)
            else { return value }
            return FileReference.url(of: file, in: media)
        default:
            return value
        }
    }

    private func file(like example: JSONObject, _ name: String) -> PlaceholderFile {
        PlaceholderFile(extensionOf: example["file_name"]?.string ?? "")
            ?? PlaceholderFile(extensionOf: example["url"]?.string ?? "")
            ?? PlaceholderFile(contentType: example["content_type"]?.string ?? "")
            ?? PlaceholderFile(words: name) ?? product ?? .bytes
    }

    private static func isURL(_ text: String) -> Bool { text.hasPrefix("http://") || text.hasPrefix("https://") }

    static func isURLName(_ name: String) -> Bool {
        let words = name.lowercased().split(separator: "_")
        return words.contains("url") || words.contains("urls") || words.contains("uri")
    }

    private mutating func union(
        _ branches: [JSONValue],
        _ schema: JSONValue,
        _ name: String,
        at place: String
    ) -> JSONValue {
        let compiled = try? Schema.fragment(schema, of: root)
        var nulls: JSONValue?
        for branch in branches {
            let branch = resolved(branch)
            if branch["type"]?.string == "null" {
                nulls = .null
                continue
            }
            let value = value(branch, name, at: place)
            if compiled?.accepts(FileReference.plain(value)) ?? true { return value }
        }
        return nulls ?? value(branches[0], name, at: place)
    }
}

extension JSONValue {
    fileprivate func without(_ name: JSONString) -> JSONValue {
        guard case .object(var object) = self else { return self }
        object[name] = nil
        return .object(object)
    }
}
