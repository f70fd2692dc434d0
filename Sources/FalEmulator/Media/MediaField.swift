internal import JSON

/// An input that names a file, or a list of such: where it stands, what it is meant to hold, and its limits.
struct MediaField: Sendable, Hashable {
    /// A step of the way from the body to the value.
    enum Step: Sendable, Hashable {
        case member(String)
        case everyElement
    }

    /// The way from the body.
    var path: [Step]
    var kind: MediaKind
    var limits: MediaLimits

    /// A value of the field: where it stands and what it is.
    struct Value: Sendable, Hashable {
        var location: [JSONValue]
        var url: String
    }

    /// More files than these of one request are not looked at.
    static let mostValues = 64

    /// The field's name, when it stands in the body itself.
    var topLevelName: String? {
        guard case .member(let name)? = path.first, path.count == 1 else { return nil }
        return name
    }

    /// The values in an input; what is no string is none.
    func values(in input: JSONValue) -> [Value] {
        var found: [(location: [JSONValue], value: JSONValue)] = [(["body"], input)]
        for step in path {
            var next: [(location: [JSONValue], value: JSONValue)] = []
            for (location, value) in found {
                switch step {
                case .member(let name):
                    if let member = value[name] { next.append((location + [.string(JSONString(name))], member)) }
                case .everyElement:
                    for (index, element) in (value.array ?? []).prefix(Self.mostValues).enumerated() {
                        next.append((location + [.number(.integer(Int64(index)))], element))
                    }
                }
            }
            found = Array(next.prefix(Self.mostValues))
        }
        return found.compactMap { entry in entry.value.string.map { Value(location: entry.location, url: $0) } }
    }
}
