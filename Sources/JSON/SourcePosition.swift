/// A place in a text as people count: lines and columns from 1.
public struct SourcePosition: Hashable, Sendable {
    /// The line; only line feeds end one.
    public let line: Int

    /// The column, in code points.
    public let column: Int

    /// The place of a byte in UTF-8; past the end counts as the end.
    init(ofByte offset: Int, in text: [UInt8]) {
        let before = text[..<min(offset, text.count)]
        let lineStart = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
        line = before.count { $0 == UInt8(ascii: "\n") } + 1
        column = GeneralizedUTF8.codePointCount(before[lineStart...]) + 1
    }
}

extension SourcePosition: CustomStringConvertible {
    /// `line:column`
    public var description: String { "\(line):\(column)" }
}
