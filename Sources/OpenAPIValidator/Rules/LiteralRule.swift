import JSON

/// `Literal[...]` or an `Enum`.
final class LiteralRule: Sendable {
    /// The class's name, if this is an `Enum`.
    let className: String?

    let values: [JSONValue]

    /// The values as pydantic lists them in its words, such as `'a', 'b' or 'c'`.
    let expected: String

    /// The keyword they came from, `enum` or `const`.
    let keyword: JSONString

    let hasStrings: Bool
    let hasIntegers: Bool
    private let byString: [JSONString: Int]
    private let byInteger: [Int64: Int]

    init(values: [JSONValue], className: String?, keyword: JSONString) {
        self.values = values
        self.className = className
        self.keyword = keyword
        expected = PythonSpelling.alternatives(values)
        var byString: [JSONString: Int] = [:]
        var byInteger: [Int64: Int] = [:]
        for (index, value) in values.enumerated() {
            if case .string(let string) = value {
                byString[string] = index
            } else if case .number(.integer(let integer)) = value {
                byInteger[integer] = index
            }
        }
        self.byString = byString
        self.byInteger = byInteger
        hasStrings = !byString.isEmpty
        hasIntegers = !byInteger.isEmpty
    }

    func value(_ string: JSONString) -> JSONValue? {
        byString[string].map { values[$0] }
    }

    func value(_ integer: Int64) -> JSONValue? {
        byInteger[integer].map { values[$0] }
    }

    /// The value that is equal to the input as Python compares: `True == 1 == 1.0`. Of equal ones the last counts.
    func value(equalInPythonTo input: JSONValue) -> JSONValue? {
        values.last { PythonEquality.areEqual($0, input) }
    }
}
