/// What a `Range` header asks of a file (RFC 9110, section 14).
enum ByteRange: Sendable, Hashable {
    /// The whole file: no header, another unit, several ranges, or something that is no range.
    case whole
    /// A part of it.
    case part(Range<UInt64>)
    /// A part that the file does not have.
    case unsatisfiable

    /// Reads a header's value for a file of `size` bytes.
    init(_ value: String?, size: UInt64) {
        self = .whole
        guard let value, value.lowercased().hasPrefix("bytes=") else { return }
        let spec = value.dropFirst("bytes=".count)
        let bounds = spec.split(separator: "-", omittingEmptySubsequences: false)
        guard bounds.count == 2, !spec.contains(",") else { return }
        switch (Self.number(bounds[0]), Self.number(bounds[1])) {
        case (.digits(let first), .digits(let last)):
            guard first <= last else { return }
            self = first < size ? .part(first..<min(last &+ 1, size)) : .unsatisfiable
            if last == .max, first < size { self = .part(first..<size) }
        case (.digits(let first), .empty):
            self = first < size ? .part(first..<size) : .unsatisfiable
        case (.empty, .digits(let suffix)):
            self = suffix > 0 && size > 0 ? .part(size - min(suffix, size)..<size) : .unsatisfiable
        default:
            return
        }
    }

    private enum Number {
        case empty
        case digits(UInt64)
        case bad
    }

    /// Digits only; more than 64 bits hold counts as the largest number.
    private static func number(_ text: some StringProtocol) -> Number {
        if text.isEmpty { return .empty }
        guard text.utf8.allSatisfy({ $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }) else { return .bad }
        return .digits(UInt64(text) ?? .max)
    }
}
