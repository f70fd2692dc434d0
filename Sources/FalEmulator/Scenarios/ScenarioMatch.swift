internal import HTTPTypes
internal import JSON

/// The requests that a scenario applies to by itself: all that meet every condition.
struct ScenarioMatch: Sendable {
    /// Pointers into the input, and the values that must stand there.
    private(set) var input: [(pointer: JSONPointer, value: JSONValue)] = []
    /// What header fields must say.
    private(set) var headers: [(name: HTTPField.Name, value: HeaderValue)] = []
    /// Which of the submits and runs to the endpoint, counted in each world.
    private(set) var calls = CallPattern.all

    /// What a header field must say.
    enum HeaderValue: Sendable, Hashable {
        /// Exactly this.
        case exactly(String)
        /// Something with this in it.
        case containing(String)

        /// Whether a field's value is what it must be.
        func accepts(_ value: String) -> Bool {
            switch self {
            case .exactly(let text): value == text
            // An empty text is refused when it is read.
            case .containing(let text): value.contains(text)
            }
        }
    }

    /// Reads `match` of a fixture.
    init(_ reader: FixtureReader) throws(LoadError) {
        var reader = reader
        if reader.names.isEmpty { throw reader.wholeError("must have at least one member: input, headers, calls") }
        if let input = try reader.optionalObject("input") { try readInput(input) }
        if let headers = try reader.optionalObject("headers") { try readHeaders(headers) }
        calls = try CallPattern("calls", &reader)
        try reader.finish()
    }

    /// How many conditions of one kind there may be.
    private static let mostConditions = 64

    private mutating func readInput(_ reader: FixtureReader) throws(LoadError) {
        var reader = reader
        try Self.checkCount(reader)
        for name in reader.names {
            guard let pointer = JSONPointer(name), !pointer.tokens.isEmpty else {
                throw reader.nameError(name, "must be a JSON pointer into the input, like /video_url")
            }
            input.append((pointer, try reader.required(name)))
        }
    }

    private mutating func readHeaders(_ reader: FixtureReader) throws(LoadError) {
        var reader = reader
        try Self.checkCount(reader)
        for text in reader.names {
            guard let name = HTTPField.Name(text) else { throw reader.nameError(text, "is no name of a header field") }
            let value = try reader.required(text)
            if let exact = value.string {
                headers.append((name, .exactly(exact)))
            } else if value.object != nil {
                var test = try reader.object(text)
                headers.append((name, .containing(try test.string("contains"))))
                try test.finish()
            } else {
                throw reader.error(text, "must be a string, or an object with \"contains\"")
            }
        }
    }

    private static func checkCount(_ reader: FixtureReader) throws(LoadError) {
        guard (1...mostConditions).contains(reader.names.count) else {
            throw reader.wholeError("must have 1 to \(mostConditions) members")
        }
    }

    /// Whether a request meets every condition.
    /// - Parameters:
    ///   - input: as the model reads it; nil when it refuses it, which meets no condition on the input.
    ///   - headers: the value of a header field.
    ///   - call: the request's number among those of its endpoint and world.
    func accepts(input: JSONValue?, headers: (HTTPField.Name) -> String?, call: Int) -> Bool {
        guard calls.contains(call) else { return false }
        for condition in self.input {
            guard let input, condition.pointer.resolve(in: input) == condition.value else { return false }
        }
        return self.headers.allSatisfy { name, value in headers(name).map(value.accepts) ?? false }
    }
}
