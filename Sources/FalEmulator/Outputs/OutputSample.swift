internal import JSON
internal import JSONSchema

/// The answer of an endpoint without a fixture: a sample of its output schema, fitted to the input.
///
/// What the output repeats of the input under the same name (`prompt`, `seed`) is repeated, and `num_images` makes as many of them,
/// where the answer still satisfies the schema.
final class OutputSample: Sendable {
    let body: JSONValue
    private let schema: Schema?

    /// The names under which models take how many of something they are to make, and what they call those.
    private static let counts: [(input: JSONString, output: JSONString)] = [
        ("num_images", "images"), ("num_videos", "videos"), ("num_samples", "images"),
    ]
    private static let greatestCount: Int64 = 64

    init(_ body: JSONValue, schema: Schema?) {
        self.body = body
        self.schema = schema
    }

    /// The answer to an input, with references to files in it.
    func body(for input: JSONValue) -> JSONValue {
        guard case .object(let given) = input, case .object(let sample) = body, let schema else { return body }
        var fitted = sample
        var isFitted = false
        for (name, value) in sample {
            guard let same = given[name], Self.isPlain(same), Self.haveSameKind(same, value) else { continue }
            fitted[name] = same
            isFitted = true
        }
        for (input, output) in Self.counts {
            guard let count = given[input]?.integer, 2...Self.greatestCount ~= count,
                case .array(let elements) = fitted[output], let first = elements.first
            else { continue }
            fitted[output] = .array(Array(repeating: first, count: Int(count)))
            if case .array(let flags) = fitted["has_nsfw_concepts"], let flag = flags.first {
                fitted["has_nsfw_concepts"] = .array(Array(repeating: flag, count: Int(count)))
            }
            isFitted = true
        }
        guard isFitted else { return body }
        let answer = JSONValue.object(fitted)
        return schema.accepts(FileReference.plain(answer)) ? answer : body
    }

    private static func isPlain(_ value: JSONValue) -> Bool {
        switch value {
        case .string, .number, .bool: true
        case .null, .array, .object: false
        }
    }

    private static func haveSameKind(_ left: JSONValue, _ right: JSONValue) -> Bool {
        switch (left, right) {
        case (.string, .string), (.number, .number), (.bool, .bool): true
        default: false
        }
    }
}
