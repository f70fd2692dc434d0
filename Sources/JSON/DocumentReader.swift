/// Reads a text of UTF-8 in which surrogates may be encoded, the way CPython's `_json.c` does: same values, and the
/// same words at the same place for every error.
///
/// It keeps its own stack of open containers, so the depth of the text costs no stack of the thread.
struct DocumentReader {
    let text: TextBytes
    let isStrict: Bool
    var position: Int
    private let maximumDepth: Int

    init(_ text: TextBytes, from start: Int, dialect: JSONDialect, maximumDepth: Int) {
        self.text = text
        self.position = start
        self.isStrict = dialect == .strict
        self.maximumDepth = maximumDepth
    }

    /// A container which is not closed yet.
    private enum Kind {
        case document
        case array
        case object
    }

    private struct Open {
        var kind = Kind.document
        var elements: [JSONValue] = []
        var members = MemberCollector()
    }

    mutating func readDocument() throws(ParseFault) -> JSONValue {
        var current = Open()
        var outer: [Open] = []
        skipWhitespace()
        while true {
            var value: JSONValue
            switch text[position] {
            case UInt8(ascii: "{"):
                try checkDepth(outer.count)
                position += 1
                skipWhitespace()
                if text[position] == UInt8(ascii: "}") {
                    position += 1
                    value = .object(JSONObject())
                } else {
                    outer.append(current)
                    current = Open(kind: .object)
                    try readName(into: &current.members)
                    continue
                }
            case UInt8(ascii: "["):
                try checkDepth(outer.count)
                position += 1
                skipWhitespace()
                if text[position] == UInt8(ascii: "]") {
                    position += 1
                    value = .array([])
                } else {
                    outer.append(current)
                    current = Open(kind: .array)
                    continue
                }
            default:
                value = try readScalar()
            }

            // Put the value where it belongs, and close whatever ends after it.
            closing: while true {
                skipWhitespace()
                switch current.kind {
                case .document:
                    guard position == text.count else { throw .syntax("Extra data", at: position) }
                    return value
                case .array:
                    current.elements.append(value)
                    if try readComma(orEnd: UInt8(ascii: "]")) {
                        break closing
                    }
                    value = .array(current.elements)
                case .object:
                    current.members.setValue(value)
                    if try readComma(orEnd: UInt8(ascii: "}")) {
                        try readName(into: &current.members)
                        break closing
                    }
                    value = .object(current.members.object)
                }
                current = outer.removeLast()
            }
        }
    }

    private func checkDepth(_ depth: Int) throws(ParseFault) {
        guard depth < maximumDepth else {
            throw ParseFault(code: .tooDeep, message: "Nested deeper than \(maximumDepth)", position: position)
        }
    }

    /// Whether there is a comma; false at the container's end.
    private mutating func readComma(orEnd end: UInt8) throws(ParseFault) -> Bool {
        let byte = text[position]
        guard byte == UInt8(ascii: ",") || byte == end else {
            throw .syntax("Expecting ',' delimiter", at: position)
        }
        position += 1
        guard byte != end else { return false }
        skipWhitespace()
        return true
    }

    /// Reads a name, the colon after it and the whitespace after that.
    private mutating func readName(into members: inout MemberCollector) throws(ParseFault) {
        guard text[position] == UInt8(ascii: "\"") else {
            throw .syntax("Expecting property name enclosed in double quotes", at: position)
        }
        let start = position
        let name = try readString()
        guard members.addName(name) || !isStrict else {
            throw ParseFault(code: .duplicateName, message: "Duplicate name", position: start)
        }
        skipWhitespace()
        guard text[position] == UInt8(ascii: ":") else {
            throw .syntax("Expecting ':' delimiter", at: position)
        }
        position += 1
        skipWhitespace()
    }

    @inline(__always)
    private mutating func skipWhitespace() {
        while true {
            switch text[position] {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
            default: return
            }
        }
    }

    private mutating func readScalar() throws(ParseFault) -> JSONValue {
        switch text[position] {
        case UInt8(ascii: "\""):
            return .string(try readString())
        case UInt8(ascii: "t") where skip("true"):
            return .bool(true)
        case UInt8(ascii: "f") where skip("false"):
            return .bool(false)
        case UInt8(ascii: "n") where skip("null"):
            return .null
        case UInt8(ascii: "N") where !isStrict && skip("NaN"):
            return .number(.double(.nan))
        case UInt8(ascii: "I") where !isStrict && skip("Infinity"):
            return .number(.double(.infinity))
        case UInt8(ascii: "-") where !isStrict && skip("-Infinity"):
            return .number(.double(-.infinity))
        default:
            return .number(try readNumber())
        }
    }

    private mutating func skip(_ word: StaticString) -> Bool {
        guard text.contains(word, at: position) else { return false }
        position += word.utf8CodeUnitCount
        return true
    }
}
