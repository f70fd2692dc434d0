internal import JSON
internal import OpenAPIValidator

/// Reads an object of a fixture strictly: a member that nobody asked for is an error, so that a misspelt one is.
struct FixtureReader {
    let file: String
    let pointer: JSONPointer
    private let object: JSONObject
    private var known: [String] = []

    /// Begins with a value that must be an object.
    init(_ value: JSONValue, file: String, at pointer: JSONPointer = JSONPointer()) throws(LoadError) {
        self.file = file
        self.pointer = pointer
        guard let object = value.object else { throw LoadError(file, at: pointer.description, "must be an object") }
        self.object = object
    }

    /// The names of the members that the object has.
    var names: [String] { object.map(\.key.description) }

    /// A member that may be absent.
    mutating func optional(_ name: String) -> JSONValue? {
        if !known.contains(name) { known.append(name) }
        return object[name]
    }

    /// A member that must be there.
    mutating func required(_ name: String) throws(LoadError) -> JSONValue {
        guard let value = optional(name) else {
            let others = names.filter { !known.contains($0) }
            if let similar = NameLikeness.nearest(to: name, among: others) {
                throw nameError(similar, "\"\(name)\" is missing; is it meant by this?")
            }
            throw wholeError("\"\(name)\" is missing")
        }
        return value
    }

    mutating func string(_ name: String) throws(LoadError) -> String {
        guard let text = try required(name).string, !text.isEmpty else {
            throw error(name, "must be a string that is not empty")
        }
        return text
    }

    /// A number of seconds, 0 to a year.
    mutating func seconds(_ name: String) throws(LoadError) -> Double? {
        guard let value = optional(name) else { return nil }
        guard let seconds = value.double, seconds >= 0, seconds <= 31_536_000 else {
            throw error(name, "must be a number of seconds from 0 to 31536000")
        }
        return seconds
    }

    /// A whole number within bounds; nil without one.
    mutating func number(_ name: String, in range: ClosedRange<Int>) throws(LoadError) -> Int? {
        guard let value = optional(name) else { return nil }
        guard let number = value.integer, let number = Int(exactly: number), range.contains(number) else {
            throw error(name, "must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    mutating func object(_ name: String) throws(LoadError) -> FixtureReader {
        try FixtureReader(try required(name), file: file, at: pointer.appending(name))
    }

    mutating func array(_ name: String) throws(LoadError) -> [(value: JSONValue, pointer: JSONPointer)] {
        guard let value = optional(name) else { return [] }
        guard let elements = value.array else { throw error(name, "must be an array") }
        return elements.enumerated().map { ($0.element, pointer.appending(name).appending(String($0.offset))) }
    }

    /// One of a set of words.
    mutating func word<Word: RawRepresentable & CaseIterable>(
        _ name: String,
        _ type: Word.Type
    ) throws(LoadError) -> Word
    where Word.RawValue == String {
        if let text = optional(name)?.string, let word = Word(rawValue: text) { return word }
        throw error(name, "must be one of " + Word.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", "))
    }

    /// Ends the reading: a member that was not asked for is an error.
    func finish() throws(LoadError) {
        guard let unknown = names.first(where: { !known.contains($0) }) else { return }
        let hint = NameLikeness.nearest(to: unknown, among: known).map { "; did you mean \($0)?" } ?? ""
        throw nameError(unknown, "is unknown here; allowed are \(known.joined(separator: ", "))\(hint)")
    }

    /// An error at a member.
    func error(_ name: String, _ reason: String) -> LoadError {
        LoadError(file, at: pointer.appending(name).description, reason)
    }
}
