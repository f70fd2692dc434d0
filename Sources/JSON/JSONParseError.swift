/// Why a text is not JSON, and where.
public struct JSONParseError: Error, Hashable, Sendable {
    /// The kind of the error.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Kind: String {
            case syntax
            case undecodable
            case tooDeep
            case integerTooLong
            case duplicateName
        }

        private let kind: Kind

        private init(_ kind: Kind) {
            self.kind = kind
        }

        /// The text breaks JSON's grammar.
        public static let syntax = Self(.syntax)

        /// The bytes are not text in the encoding they are in; comes before any error of the grammar.
        public static let undecodable = Self(.undecodable)

        /// Arrays and objects are nested deeper than allowed.
        public static let tooDeep = Self(.tooDeep)

        /// An integer has more than 4300 digits, the most that Python reads.
        public static let integerTooLong = Self(.integerTooLong)

        /// An object has two members of one name; in the strict dialect only.
        public static let duplicateName = Self(.duplicateName)

        /// The kind's name.
        public var description: String { kind.rawValue }
    }

    /// The kind of the error.
    public let code: Code

    /// What is wrong, without the place; for errors of the grammar in Python's words.
    public let message: String

    /// Where it is wrong: the number of code points before, not counting a byte order mark.
    public let offset: Int

    /// The line, from 1; only line feeds end a line.
    public let line: Int

    /// The column, from 1, in code points.
    public let column: Int

    /// An error at that place.
    public init(code: Code, message: String, offset: Int, line: Int, column: Int) {
        self.code = code
        self.message = message
        self.offset = offset
        self.line = line
        self.column = column
    }
}

extension JSONParseError: CustomStringConvertible {
    /// Message and place, as Python spells them.
    public var description: String {
        "\(message): line \(line) column \(column) (char \(offset))"
    }
}
