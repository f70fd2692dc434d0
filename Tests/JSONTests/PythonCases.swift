import Foundation
import JSON
import Testing

/// What CPython's `json.loads` made of a text, as `make_cases.py` recorded it.
struct PythonCase: CustomTestStringConvertible, Sendable {
    let text: [UInt8]
    let spelling: String
    let outcome: String

    var testDescription: String { String(spelling.prefix(60)) }

    static func recorded() throws -> [PythonCase] {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "python-cases.txt"
        )
        let lines = try String(contentsOf: file, encoding: .ascii)
        return lines.split(separator: "\n").map { line in
            let fields = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
            return PythonCase(text: unescape(fields[0]), spelling: String(fields[0]), outcome: String(fields[1]))
        }
    }

    private static func unescape(_ field: Substring) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = field.utf8
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "\\") {
                let digits = rest.dropFirst().prefix(2)
                bytes.append(UInt8(field[digits.startIndex..<digits.endIndex], radix: 16)!)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return bytes
    }
}

extension PythonCase {
    /// What our reader makes of the text, in the words of `make_cases.py`.
    static func outcome(of text: [UInt8]) -> String {
        do {
            return "value\t" + spell(try JSONParser.parse(text, as: .python))
        } catch {
            switch error.code {
            case .syntax: return "syntax\t\(error.offset) \(error.line) \(error.column) \(error.message)"
            case .undecodable: return "undecodable\t"
            case .integerTooLong: return "integer\t"
            default: return "\(error)"
            }
        }
    }

    private static func spell(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .number(.integer(let value)): "i\(value)"
        case .number(.bigInteger(let digits)): "i" + digits
        case .number(.double): "d" + value.description.filter { $0 != "\"" }
        case .string(let string): spell(string)
        case .array(let elements): "[" + elements.map(spell).joined(separator: ",") + "]"
        case .object(let object):
            "{" + object.map { spell($0.key) + ":" + spell($0.value) }.joined(separator: ",") + "}"
        }
    }

    private static func spell(_ string: JSONString) -> String {
        var codePoints: [UInt32] = []
        for byte in string.generalizedUTF8 {
            switch byte {
            case 0x80..<0xC0: codePoints.append((codePoints.popLast() ?? 0) << 6 | UInt32(byte & 0x3F))
            case 0xC0..<0xE0: codePoints.append(UInt32(byte & 0x1F))
            case 0xE0..<0xF0: codePoints.append(UInt32(byte & 0x0F))
            case 0xF0...: codePoints.append(UInt32(byte & 0x07))
            default: codePoints.append(UInt32(byte))
            }
        }
        return "s" + codePoints.map { String($0, radix: 16) }.joined(separator: ".")
    }
}
