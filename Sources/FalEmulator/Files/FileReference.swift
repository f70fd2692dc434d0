internal import FalAPI
internal import JSON

/// A place in a scenario's result that stands for a file of the fixtures: `{"$file": "media/output.mp4"}`, with
/// `"missing": true` for one whose URL answers 404, with `"only": "url"` for the URL alone, and with `made_of` for one that is
/// made of the caller's own files where that is possible.
struct FileReference: Sendable, Hashable {
    /// The file's path, relative to the fixtures.
    var name: String
    /// Whether the URL leads nowhere.
    var isMissing = false
    /// Whether the URL stands there alone, and not fal's description of the file.
    var isURLOnly = false
    /// How it is made of the caller's own files; nil: it is not.
    var recipe: FileRecipe?
    /// The key of the file that was made; nil: none was.
    var made: String?

    private static let nameMember = "$file"
    private static let missingMember = "missing"
    private static let onlyMember = "only"
    private static let recipeMember = "made_of"
    private static let madeMember = "made"

    /// The reference that a value is; nil for every other value.
    private init?(_ value: JSONValue) {
        guard let object = value.object, let name = object[Self.nameMember]?.string else { return nil }
        self.name = name
        isMissing = object[Self.missingMember]?.bool ?? false
        isURLOnly = object[Self.onlyMember] == "url"
        recipe = FileRecipe(object[Self.recipeMember])
        made = object[Self.madeMember]?.string
    }

    /// Reads an object that has a member `$file`.
    private init(_ reader: FixtureReader) throws(LoadError) {
        var reader = reader
        name = try reader.string(Self.nameMember)
        isMissing = try reader.flag(Self.missingMember) ?? false
        if let only = reader.optional(Self.onlyMember) {
            guard only == "url" else { throw reader.error(Self.onlyMember, "must be \"url\"") }
            isURLOnly = true
        }
        recipe = try reader.optionalObject(Self.recipeMember).map(FileRecipe.init)
        try reader.finish()
    }

    private var json: JSONValue {
        var object: JSONObject = [:]
        object[Self.nameMember] = .string(JSONString(name))
        if isMissing { object[Self.missingMember] = true }
        if isURLOnly { object[Self.onlyMember] = "url" }
        if let recipe { object[Self.recipeMember] = recipe.json }
        if let made { object[Self.madeMember] = .string(JSONString(made)) }
        return .object(object)
    }

    /// All references in a body and where they stand, in the body's order.
    /// - Throws: for an object with a member `$file` that is no reference.
    static func all(
        in body: JSONValue,
        file: String,
        at pointer: JSONPointer
    ) throws(LoadError) -> [(reference: FileReference, pointer: JSONPointer)] {
        var found: [(reference: FileReference, pointer: JSONPointer)] = []
        switch body {
        case .array(let elements):
            for (index, element) in elements.enumerated() {
                found += try all(in: element, file: file, at: pointer.appending(index))
            }
        case .object(let members) where members[nameMember] != nil:
            found.append(
                (
                    try FileReference(try FixtureReader(body, file: file, at: pointer)),
                    pointer.appending(nameMember)
                )
            )
        case .object(let members):
            for member in members { found += try all(in: member.value, file: file, at: pointer.appending(member.key)) }
        default: break
        }
        return found
    }

    /// The body with something else in the place of every reference.
    /// - Parameter replacement: from a reference and its index in the body to what stands there instead.
    private static func replace(_ body: JSONValue, _ replacement: (FileReference, Int) -> JSONValue) -> JSONValue {
        var index = 0
        func walk(_ value: JSONValue) -> JSONValue {
            if let reference = FileReference(value) {
                defer { index += 1 }
                return replacement(reference, index)
            }
            switch value {
            case .array(let elements): return .array(elements.map(walk))
            case .object(var members):
                for member in members { members[member.key] = walk(member.value) }
                return .object(members)
            default: return value
            }
        }
        return walk(body)
    }

    /// The body with fal's description of a file in the place of every reference.
    /// - Parameter describe: from a reference and its index in the body to the file's description; nil leaves the reference.
    static func resolve(_ body: JSONValue, describe: (FileReference, Int) -> OutputFile?) -> JSONValue {
        replace(body) { reference, index in
            guard let file = describe(reference, index) else { return reference.json }
            return reference.isURLOnly ? .string(JSONString(file.url)) : file.json
        }
    }

    /// The body as a client may see it, for checks that need no true URLs.
    static func plain(_ body: JSONValue) -> JSONValue {
        resolve(body) { reference, _ in
            OutputFile(
                url: "https://example.com/files/" + reference.name,
                contentType: MediaType.of(reference.name),
                fileName: reference.name,
                fileSize: 1
            )
        }
    }

    /// The URL of a placeholder; of one that leads nowhere where there is no such file.
    static func url(of file: PlaceholderFile, in media: MediaLibrary) -> JSONValue {
        guard media.file(named: file.path) != nil else {
            return .string(JSONString("https://example.com/" + file.rawValue))
        }
        var reference = FileReference(name: file.path)
        reference.isURLOnly = true
        return reference.json
    }

    /// A reference to a file.
    private init(name: String) {
        self.name = name
    }

    /// The references in a body, in its order.
    static func list(in body: JSONValue) -> [FileReference] {
        var found: [FileReference] = []
        _ = replace(body) { reference, _ in
            found.append(reference)
            return reference.json
        }
        return found
    }

    /// The body with files that were made, by the indices of their references.
    static func body(_ body: JSONValue, withMade files: [Int: MediaFile]) -> JSONValue {
        replace(body) { reference, index in
            var reference = reference
            reference.made = files[index]?.key
            return reference.json
        }
    }

    /// The body with URLs that lead nowhere; nil when no file is in it.
    static func withoutFiles(_ body: JSONValue) -> JSONValue? {
        var count = 0
        let body = replace(body) { reference, index in
            count = index + 1
            var reference = reference
            reference.isMissing = true
            return reference.json
        }
        return count > 0 ? body : nil
    }
}
