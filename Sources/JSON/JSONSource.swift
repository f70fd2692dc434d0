/// The text that a value was read from, which still knows where each part of the value stands.
///
/// The text is searched anew for every question: values carry no positions, and only errors ask. A search takes time
/// proportional to the length of the text at most, and no stack, however deep the text is.
public struct JSONSource: Sendable {
    /// The text: strict JSON in UTF-8.
    public let bytes: [UInt8]

    /// The text that a value was read from.
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Where the value begins that a pointer leads to; nil where it leads nowhere, or the text is no JSON up to there.
    public func position(of pointer: JSONPointer) -> SourcePosition? {
        find(pointer).map { SourcePosition(ofByte: $0.value, in: bytes) }
    }

    /// Where the name of the member begins that a pointer leads to; for elements and the root, where the value begins.
    public func namePosition(of pointer: JSONPointer) -> SourcePosition? {
        find(pointer).map { SourcePosition(ofByte: $0.name ?? $0.value, in: bytes) }
    }

    /// Where a value stands, and the name before it.
    private typealias Place = (name: Int?, value: Int)

    private func find(_ pointer: JSONPointer) -> Place? {
        var scanner = SourceScanner(bytes)
        scanner.skipWhitespace()
        var place: Place = (nil, scanner.index)
        for token in pointer.tokens {
            let found: Place?
            switch scanner.byte {
            case UInt8(ascii: "{"): found = member(token, &scanner)
            case UInt8(ascii: "["): found = JSONPointer.index(token).flatMap { element($0, &scanner) }
            default: found = nil
            }
            guard let found else { return nil }
            place = found
        }
        return scanner.byte == nil ? nil : place
    }

    /// Goes from an object's brace to the value of a member.
    private func member(_ name: JSONString, _ scanner: inout SourceScanner) -> Place? {
        repeat {
            scanner.step()
            let start = scanner.index
            guard let found = scanner.readString(), scanner.skipColon() else { return nil }
            if found == name { return (start, scanner.index) }
            guard scanner.skipValue() else { return nil }
        } while scanner.byte == UInt8(ascii: ",")
        return nil
    }

    /// Goes from an array's bracket to an element.
    private func element(_ index: Int, _ scanner: inout SourceScanner) -> Place? {
        scanner.step()
        for _ in 0..<index {
            guard scanner.skipValue(), scanner.byte == UInt8(ascii: ",") else { return nil }
            scanner.step()
        }
        return scanner.byte == UInt8(ascii: "]") ? nil : (nil, scanner.index)
    }
}
