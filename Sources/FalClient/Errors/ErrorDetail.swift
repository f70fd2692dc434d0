public import JSON

/// One thing that is wrong with a request: an entry of the list under `detail`.
///
/// Source: fal's documentation, "Errors"; pydantic's errors have the same shape.
public struct ErrorDetail: Sendable, Hashable {
    /// Where: `body`, then names of members and indices of elements.
    public var location: [Step]
    /// The text.
    public var message: String
    /// What kind of fault, as in `missing` or `video_duration_too_long`; an open set.
    public var type: String
    /// Facts about it, as in `{"max_length":200}`.
    public var context: JSONObject?
    /// What was refused.
    public var input: JSONValue?
    /// Where the fault is explained.
    public var url: String?

    /// A step on the way to a value.
    public enum Step: Sendable, Hashable, CustomStringConvertible {
        /// A member's name, or `body`.
        case name(String)
        /// An element's index.
        case index(Int)

        /// The name or the index.
        public var description: String {
            switch self {
            case .name(let name): name
            case .index(let index): String(index)
            }
        }
    }

    /// A fault.
    public init(
        location: [Step],
        message: String,
        type: String,
        context: JSONObject? = nil,
        input: JSONValue? = nil,
        url: String? = nil
    ) {
        self.location = location
        self.message = message
        self.type = type
        self.context = context
        self.input = input
        self.url = url
    }

    /// Reads an entry. Whatever is missing or of another kind is left out, so that none is lost.
    init(_ entry: JSONValue) {
        location = (entry["loc"]?.array ?? []).map { step in
            if let index = step.integer { return .index(Int(truncatingIfNeeded: index)) }
            return .name(step.string ?? step.description)
        }
        message = entry["msg"]?.string ?? entry.string ?? ""
        type = entry["type"]?.string ?? ""
        context = entry["ctx"]?.object
        input = entry["input"]
        url = entry["url"]?.string
    }

    /// The field's path without `body`, as in `video_url`.
    public var field: String {
        let steps = location.first == .name("body") ? location.dropFirst() : location[...]
        return steps.map(\.description).joined(separator: ".")
    }
}

extension ErrorDetail: CustomStringConvertible {
    /// Field and text; not the input.
    public var description: String { field.isEmpty ? message : "\(field): \(message)" }
}
