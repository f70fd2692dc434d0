internal import JSON

/// JSON as Python's `json.dumps(value, sort_keys=True)` spells it: names in order of code points, a space after every comma
/// and colon, ASCII alone.
///
/// The bodies of webhooks that were captured whole (2025-07, 2026-07: 564 bytes, whose signature holds) have this order and
/// these spaces; that characters beyond ASCII are escaped is inferred, as it is Python's default beside the other two.
enum SortedJSON {
    /// What is still to be written, the next last.
    private enum Pending {
        case text(StaticString)
        case name(JSONString)
        case value(JSONValue)
    }

    /// The bytes of a value, whatever its depth: the stack is an array.
    static func bytes(_ value: JSONValue) -> [UInt8] {
        var writer = JSONWriter(capacity: 1_024)
        var pending = [Pending.value(value)]
        while let next = pending.popLast() {
            switch next {
            case .text(let text): writer.raw(text)
            case .name(let name):
                write(name, to: &writer)
                writer.raw(": ")
            case .value(.string(let text)): write(text, to: &writer)
            case .value(.array(let elements)):
                writer.raw("[")
                pending.append(.text("]"))
                for (index, element) in elements.enumerated().reversed() {
                    pending.append(.value(element))
                    if index > 0 { pending.append(.text(", ")) }
                }
            case .value(.object(let object)):
                writer.raw("{")
                pending.append(.text("}"))
                for (index, member) in sorted(object).enumerated().reversed() {
                    pending.append(.value(member.value))
                    pending.append(.name(member.key))
                    if index > 0 { pending.append(.text(", ")) }
                }
            case .value(let scalar): writer.value(scalar)
            }
        }
        return writer.bytes
    }

    /// The order of UTF-8 is that of code points, which is Python's.
    private static func sorted(_ object: JSONObject) -> [JSONObject.Element] {
        object.map { (bytes: $0.key.generalizedUTF8, member: $0) }
            .sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
            .map(\.member)
    }

    private static func write(_ text: JSONString, to writer: inout JSONWriter) {
        writer.raw(UInt8(ascii: "\""))
        let bytes = text.generalizedUTF8
        var index = 0
        while index < bytes.count {
            let lead = bytes[index]
            // The text is well formed, so the first byte tells how many there are, and keeps its lowest bits.
            let (length, mask): (Int, UInt8) =
                lead < 0x80 ? (1, 0x7F) : lead < 0xE0 ? (2, 0x1F) : lead < 0xF0 ? (3, 0x0F) : (4, 0x07)
            let rest = bytes[(index + 1)..<(index + length)]
            write(codePoint: rest.reduce(UInt32(lead & mask)) { $0 << 6 | UInt32($1 & 0x3F) }, to: &writer)
            index += length
        }
        writer.raw(UInt8(ascii: "\""))
    }

    private static func write(codePoint: UInt32, to writer: inout JSONWriter) {
        switch codePoint {
        case 0x08: writer.raw("\\b")
        case 0x09: writer.raw("\\t")
        case 0x0A: writer.raw("\\n")
        case 0x0C: writer.raw("\\f")
        case 0x0D: writer.raw("\\r")
        case 0x22: writer.raw("\\\"")
        case 0x5C: writer.raw("\\\\")
        case 0x20...0x7E: writer.raw(UInt8(codePoint))
        case 0x10000...:
            escape(0xD800 + (codePoint - 0x10000) >> 10, to: &writer)
            escape(0xDC00 + (codePoint - 0x10000) & 0x3FF, to: &writer)
        default: escape(codePoint, to: &writer)
        }
    }

    private static func escape(_ unit: UInt32, to writer: inout JSONWriter) {
        writer.raw("\\u")
        for shift in [12, 8, 4, 0] as [UInt32] {
            writer.raw(Hexadecimal.digit(UInt8(unit >> shift & 0x0F)))
        }
    }
}
