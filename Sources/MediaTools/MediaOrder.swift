internal import JSON

/// What the helper is asked to do: one line of JSON on its standard input.
public enum MediaOrder: Sendable, Hashable {
    /// Tell what is in a file.
    case probe(path: String)
    /// Make a file.
    case assemble(MediaAssembly)

    /// The longest line, in bytes, the end of the line included.
    public static let longestLine = 64 * 1024

    /// The line, without its end.
    public func line(id: Int64) -> [UInt8] {
        var object: JSONObject = ["id": .number(.integer(id))]
        switch self {
        case .probe(let path):
            object["probe"] = .string(JSONString(path))
        case .assemble(let assembly):
            var parts: JSONObject = [
                "sound": .string(JSONString(assembly.sound)),
                "repeat": .init(booleanLiteral: assembly.repeatsSound),
                "length": .number(.double(assembly.length)),
                "output": .string(JSONString(assembly.output)),
            ]
            if let picture = assembly.picture { parts["picture"] = .string(JSONString(picture)) }
            object["assemble"] = .object(parts)
        }
        return JSONValue.object(object).serialized()
    }

    /// Reads a line; nil when it is no order.
    public static func read(_ line: [UInt8]) -> (id: Int64, order: MediaOrder)? {
        guard let json = try? JSONParser.parse(line), let id = json["id"]?.integer else { return nil }
        if let path = json["probe"]?.string { return (id, .probe(path: path)) }
        guard let parts = json["assemble"], let sound = parts["sound"]?.string, let output = parts["output"]?.string,
            let length = parts["length"]?.double, length.isFinite, length > 0, length <= greatestLength
        else { return nil }
        var assembly = MediaAssembly(sound: sound, length: length, output: output)
        assembly.picture = parts["picture"]?.string
        assembly.repeatsSound = parts["repeat"]?.bool ?? false
        return (id, .assemble(assembly))
    }

    /// The longest file that is made, in seconds.
    static let greatestLength = 24 * 3_600.0
}
