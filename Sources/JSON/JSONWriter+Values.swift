extension JSONWriter {
    /// A container which is not written to its end yet, and the place of the next value in it.
    private enum Open {
        case array([JSONValue], next: Int)
        case object(JSONObject, next: Int)
    }

    /// Writes a value; on lines of their own, with that many spaces per level, if there is an indentation.
    ///
    /// It keeps its own stack, so the depth of the value costs no stack of the thread.
    mutating func write(_ value: JSONValue, indentation: Int?) {
        var open: [Open] = []
        if let container = begin(value) {
            open.append(container)
        }
        while let last = open.popLast() {
            let depth = open.count
            switch last {
            case .array(let elements, let next):
                if let (inner, place) = writeElements(of: elements, from: next, indentation, depth: depth + 1) {
                    open.append(.array(elements, next: place))
                    open.append(inner)
                    continue
                }
                lineBreak(indentation, depth: depth)
                raw(UInt8(ascii: "]"))
            case .object(let object, let next):
                if let (inner, place) = writeMembers(of: object, from: next, indentation, depth: depth + 1) {
                    open.append(.object(object, next: place))
                    open.append(inner)
                    continue
                }
                lineBreak(indentation, depth: depth)
                raw(UInt8(ascii: "}"))
            }
        }
    }

    /// Writes elements until one is a container to be written first; returns that and the place after it.
    private mutating func writeElements(
        of elements: [JSONValue],
        from start: Int,
        _ indentation: Int?,
        depth: Int
    ) -> (Open, Int)? {
        for index in start..<elements.count {
            if index > 0 {
                raw(UInt8(ascii: ","))
            }
            lineBreak(indentation, depth: depth)
            if let inner = begin(elements[index]) {
                return (inner, index + 1)
            }
        }
        return nil
    }

    /// Writes members until a value is a container to be written first; returns that and the place after it.
    private mutating func writeMembers(
        of object: JSONObject,
        from start: Int,
        _ indentation: Int?,
        depth: Int
    ) -> (Open, Int)? {
        for index in start..<object.count {
            if index > 0 {
                raw(UInt8(ascii: ","))
            }
            lineBreak(indentation, depth: depth)
            let member = object[index]
            string(member.key)
            raw(UInt8(ascii: ":"))
            if indentation != nil {
                raw(UInt8(ascii: " "))
            }
            if let inner = begin(member.value) {
                return (inner, index + 1)
            }
        }
        return nil
    }

    /// Writes a scalar or an empty container, or the bracket that opens the container which it returns.
    private mutating func begin(_ value: JSONValue) -> Open? {
        switch value {
        case .null: null()
        case .bool(let value): bool(value)
        case .number(let value): number(value)
        case .string(let value): string(value)
        case .array(let elements):
            raw(UInt8(ascii: "["))
            guard elements.isEmpty else { return .array(elements, next: 0) }
            raw(UInt8(ascii: "]"))
        case .object(let object):
            raw(UInt8(ascii: "{"))
            guard object.isEmpty else { return .object(object, next: 0) }
            raw(UInt8(ascii: "}"))
        }
        return nil
    }

    private mutating func lineBreak(_ indentation: Int?, depth: Int) {
        guard let indentation else { return }
        raw(UInt8(ascii: "\n"))
        raw(repeatElement(UInt8(ascii: " "), count: indentation * depth))
    }
}

extension JSONValue {
    /// The value as compact JSON; see `JSONWriter` for its spelling.
    public func serialized() -> [UInt8] {
        var writer = JSONWriter()
        writer.value(self)
        return writer.bytes
    }

    /// The value as JSON on many lines, indented by two spaces, without a line feed at its end.
    public func prettyPrinted() -> String {
        var writer = JSONWriter()
        writer.write(self, indentation: 2)
        return String(decoding: writer.bytes, as: UTF8.self)
    }
}

extension JSONValue: CustomStringConvertible {
    /// The value as compact JSON.
    public var description: String {
        String(decoding: serialized(), as: UTF8.self)
    }
}
