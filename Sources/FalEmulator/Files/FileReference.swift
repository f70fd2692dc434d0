internal import FalAPI
internal import JSON
internal import QueueEngine

/// A place in a scenario's result that stands for a file of the fixtures: `{"$file": "media/output.mp4"}`.
enum FileReference {
    /// The file that a value refers to; nil for every other value.
    private static func name(_ value: JSONValue) -> String? {
        guard let object = value.object, object.count == 1 else { return nil }
        return object["$file"]?.string
    }

    /// The names of all files that a body refers to, in its order.
    static func all(in body: JSONValue) -> [String] {
        if let name = name(body) { return [name] }
        switch body {
        case .array(let elements): return elements.flatMap(all)
        case .object(let members): return members.flatMap { all(in: $0.value) }
        default: return []
        }
    }

    /// The body with fal's description of a file in the place of every reference.
    /// - Parameter describe: from a file's name and its index in the body to its description; nil leaves the reference.
    static func resolve(_ body: JSONValue, describe: (String, Int) -> OutputFile?) -> JSONValue {
        var index = 0
        func walk(_ value: JSONValue) -> JSONValue {
            if let name = name(value) {
                defer { index += 1 }
                return describe(name, index)?.json ?? value
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
}
