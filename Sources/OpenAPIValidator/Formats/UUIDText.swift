import JSON

/// UUIDs as the Rust crate `uuid`, which pydantic uses, reads them.
enum UUIDText {
    static let wrongType = Complaint("uuid_type", "UUID input should be a string, bytes or UUID object")

    private static let groupStarts = [0, 9, 14, 19, 24]

    /// Longer texts are told by their length alone.
    private static let greatestLength = 45

    /// What is wrong with the text; nil if it is a UUID of that version.
    static func complaint(_ text: String, version: Int?) -> Complaint? {
        guard text.utf8.count <= greatestLength else {
            return parsing("invalid length: found \(text.utf8.count)")
        }
        var digits = text[...]
        // What has the length of a wrapped UUID is unwrapped before it is looked at, and what has that of a bare one is not.
        if digits.utf8.count == 45, digits.hasPrefix("urn:uuid:") {
            digits = digits.dropFirst(9)
        } else if digits.utf8.count == 38, digits.hasPrefix("{"), digits.hasSuffix("}") {
            digits = digits.dropFirst().dropLast()
        }
        let length = digits.utf8.count
        var offset = 0
        if length != 36, digits.hasPrefix("{"), digits.hasSuffix("}"), length > 1 {
            digits = digits.dropFirst().dropLast()
            offset = 1
        } else if length != 36, digits.hasPrefix("urn:uuid:") {
            digits = digits.dropFirst(9)
            offset = 9
        }
        var hyphens: [Int] = []
        var hexDigits: [UInt8] = []
        var index = 0
        for scalar in digits.unicodeScalars {
            // The crate looks at the lowest byte of a code point, as if there were no other.
            let byte = UInt8(truncatingIfNeeded: scalar.value)
            if byte == UInt8(ascii: "-") {
                hyphens.append(index)
            } else if Unicode.Scalar(byte).properties.isASCIIHexDigit {
                hexDigits.append(byte)
            } else {
                return parsing("invalid character: found `\(scalar)` at \(offset + index)")
            }
            index += scalar.utf8.count
        }
        let isASCII = digits.unicodeScalars.allSatisfy(\.isASCII)
        if let problem = shapeProblem(count: index, length, hyphens, isBare: offset == 0, isASCII) {
            return parsing(problem)
        }
        // The version is the first digit of the third group.
        guard let version, hexDigits[12] != UInt8(ascii: "0") + UInt8(version) else { return nil }
        return Complaint(
            "uuid_version",
            "UUID version \(version) expected",
            ["expected_version": .number(.integer(Int64(version)))]
        )
    }

    private static func shapeProblem(
        count: Int,
        _ length: Int,
        _ hyphens: [Int],
        isBare: Bool,
        _ isASCII: Bool
    ) -> String? {
        if hyphens.isEmpty, isBare {
            return count == 32 && isASCII ? nil : "invalid length: found \(count)"
        }
        guard hyphens.count == 4 else {
            return "invalid group count: expected 5, found \(hyphens.count + 1)"
        }
        let lengths = [8, 4, 4, 4]
        for (group, end) in hyphens.enumerated() where end != groupStarts[group] + lengths[group] {
            let found = end - groupStarts[group]
            return "invalid group length in group \(group): expected \(lengths[group]), found \(found)"
        }
        // What is left to be wrong is the last group; the whole text counts there, with what is around the digits.
        return count == 36 && isASCII
            ? nil : "invalid group length in group 4: expected 12, found \(length - groupStarts[4])"
    }

    private static func parsing(_ problem: String) -> Complaint {
        Complaint(
            "uuid_parsing",
            "Input should be a valid UUID, \(problem)",
            ["error": .string(JSONString(problem))]
        )
    }
}
