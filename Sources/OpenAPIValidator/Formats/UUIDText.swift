import JSON

/// UUIDs as the Rust crate `uuid`, which pydantic uses, reads them.
enum UUIDText {
    static let wrongType = Complaint("uuid_type", "UUID input should be a string, bytes or UUID object")

    private static let groupStarts = [0, 9, 14, 19, 24]

    /// What is wrong with the text; nil if it is a UUID of that version.
    static func complaint(_ text: String, version: Int?) -> Complaint? {
        var digits = text[...]
        var offset = 0
        if digits.hasPrefix("{"), digits.hasSuffix("}"), digits.utf8.count > 1 {
            digits = digits.dropFirst().dropLast()
            offset = 1
        } else if digits.hasPrefix("urn:uuid:") {
            digits = digits.dropFirst(9)
            offset = 9
        }
        var hyphens: [Int] = []
        var hexDigits: [UInt8] = []
        var index = 0
        for scalar in digits.unicodeScalars {
            if scalar == "-" {
                hyphens.append(index)
            } else if scalar.isASCII, scalar.properties.isASCIIHexDigit {
                hexDigits.append(UInt8(scalar.value))
            } else {
                return parsing("invalid character: found `\(scalar)` at \(offset + index)")
            }
            index += scalar.utf8.count
        }
        if let problem = shapeProblem(count: index, hyphens: hyphens, isBare: offset == 0) {
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

    private static func shapeProblem(count: Int, hyphens: [Int], isBare: Bool) -> String? {
        if hyphens.isEmpty, isBare {
            return count == 32 ? nil : "invalid length: found \(count)"
        }
        guard hyphens.count == 4 else {
            return "invalid group count: expected 5, found \(hyphens.count + 1)"
        }
        let ends = hyphens + [count]
        let lengths = [8, 4, 4, 4, 12]
        for (group, end) in ends.enumerated() where end != groupStarts[group] + lengths[group] {
            let found = end - groupStarts[group]
            return "invalid group length in group \(group): expected \(lengths[group]), found \(found)"
        }
        return nil
    }

    private static func parsing(_ problem: String) -> Complaint {
        Complaint(
            "uuid_parsing",
            "Input should be a valid UUID, \(problem)",
            ["error": .string(JSONString(problem))]
        )
    }
}
