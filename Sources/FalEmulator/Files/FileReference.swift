internal import FalAPI
internal import JSON

/// A place in a scenario's result that stands for a file of the fixtures: `{"$file": "media/output.mp4"}`, and with
/// `"missing": true` for one whose URL answers 404.
struct FileReference: Sendable, Hashable {
    /// The file's path, relative to the fixtures.
    var name: String
    /// Whether the URL leads nowhere.
    var isMissing = false

    private static let nameMember = "$file"
    private static let missingMember = "missing"

    /// The reference that a value is; nil for every other value.
    private init?(_ value: JSONValue) {
        guard let object = value.object, let name = object[Self.nameMember]?.string else { return nil }
        self.name = name
        isMissing = object[Self.missingMember]?.bool ?? false
    }

    /// Reads an object that has a member `$file`.
    private init(_ reader: FixtureReader) throws(LoadError) {
        var reader = reader
        name = try reader.string(Self.nameMember)
        isMissing = try reader.flag(Self.missingMember) ?? false
        try reader.finish()
    }

    private var json: JSONValue {
        var object: JSONObject = [:]
        object[Self.nameMember] = .string(JSONString(name))
        if isMissing { object[Self.missingMember] = true }
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
        replace(body) { reference, index in describe(reference, index)?.json ?? reference.json }
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
