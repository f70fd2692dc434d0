/// Writes compact JSON as UTF-8, spelled as Python's `json.dumps(ensure_ascii=False, separators=(",", ":"))`.
///
/// The caller writes commas, colons and brackets with `raw`; whole values are written with `value`.
public struct JSONWriter: Sendable {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []

    /// A writer with room for that many bytes, and more when needed.
    public init(capacity: Int = 256) {
        bytes.reserveCapacity(capacity)
    }

    /// Writes a value with all that is in it, whatever its depth.
    public mutating func value(_ value: JSONValue) {
        write(value, indentation: nil)
    }

    /// Writes a string with its quotes.
    public mutating func string(_ value: String) {
        var value = value
        value.withUTF8 { unsafe quoted($0) }
    }

    /// Writes a string with its quotes, and `?` for every lone surrogate.
    public mutating func string(_ value: JSONString) {
        switch value.storage {
        case .text(let text): string(text)
        case .surrogates: string(value.text(replacingSurrogatesWith: "?"))
        }
    }

    /// Writes an integer.
    public mutating func integer(_ value: some BinaryInteger) {
        var digits = String(value)
        digits.withUTF8 { unsafe bytes.append(contentsOf: $0) }
    }

    /// Writes a double as Python's `repr` spells it; NaN and the infinities as the strings `"nan"`, `"inf"`, `"-inf"`.
    public mutating func double(_ value: Double) {
        bytes.append(contentsOf: PythonDouble.spelling(value).utf8)
    }

    /// Writes a number; see `double(_:)` for those that JSON lacks.
    public mutating func number(_ value: JSONNumber) {
        switch value {
        case .integer(let value): integer(value)
        case .bigInteger(let digits): bytes.append(contentsOf: digits.utf8)
        case .double(let value): double(value)
        }
    }

    /// Writes `true` or `false`.
    public mutating func bool(_ value: Bool) {
        raw(value ? "true" : "false")
    }

    /// Writes `null`.
    public mutating func null() {
        raw("null")
    }

    /// Writes bytes as they are.
    public mutating func raw(_ text: StaticString) {
        text.withUTF8Buffer { unsafe bytes.append(contentsOf: $0) }
    }

    /// Writes bytes as they are.
    public mutating func raw(_ text: some Sequence<UInt8>) {
        bytes.append(contentsOf: text)
    }

    /// Writes once more what was written before.
    public mutating func copy(_ range: Range<Int>) {
        bytes.append(contentsOf: bytes[range])
    }

    /// Writes a byte as it is.
    public mutating func raw(_ byte: UInt8) {
        bytes.append(byte)
    }

    private mutating func quoted(_ text: UnsafeBufferPointer<UInt8>) {
        bytes.append(UInt8(ascii: "\""))
        var start = 0
        for index in 0..<text.count {
            let byte = unsafe text[index]
            guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
            unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
            escape(byte)
            start = index + 1
        }
        unsafe bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
        bytes.append(UInt8(ascii: "\""))
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): raw("\\\"")
        case UInt8(ascii: "\\"): raw("\\\\")
        case 0x08: raw("\\b")
        case 0x09: raw("\\t")
        case 0x0A: raw("\\n")
        case 0x0C: raw("\\f")
        case 0x0D: raw("\\r")
        default:
            raw(byte < 0x10 ? "\\u000" : "\\u001")
            let digit = byte & 0x0F
            bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
