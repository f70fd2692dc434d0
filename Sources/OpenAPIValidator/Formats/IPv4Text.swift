/// Hosts that end in a number, which the URL standard takes for IPv4 addresses.
enum IPv4Text {
    static func problem(_ host: [Unicode.Scalar]) -> String? {
        var parts = host.split(separator: ".", omittingEmptySubsequences: false).map { part in
            part.reduce(into: "") { $0.unicodeScalars.append($1) }
        }
        if parts.last == "", parts.count > 1 {
            parts.removeLast()
        }
        guard let last = parts.last, looksNumeric(last) else { return nil }
        var numbers: [UInt64] = []
        for part in parts {
            guard let number = number(part) else { return "invalid IPv4 address" }
            numbers.append(number)
        }
        guard numbers.count <= 4, numbers.dropLast().allSatisfy({ $0 <= 255 }), let rest = numbers.last,
            rest < 1 << UInt64(8 * (5 - numbers.count))
        else { return "invalid IPv4 address" }
        return nil
    }

    private static func looksNumeric(_ part: String) -> Bool {
        if !part.isEmpty, part.utf8.allSatisfy({ 0x30...0x39 ~= $0 }) { return true }
        return number(part) != nil
    }

    private static func number(_ part: String) -> UInt64? {
        guard !part.isEmpty, part.utf8.first != UInt8(ascii: "+"), part.utf8.first != UInt8(ascii: "-") else {
            return nil
        }
        let lowercase = part.lowercased()
        if lowercase.hasPrefix("0x") {
            let digits = lowercase.dropFirst(2)
            return digits.isEmpty ? 0 : digits.first == "+" || digits.first == "-" ? nil : UInt64(digits, radix: 16)
        }
        return lowercase.hasPrefix("0") && lowercase.count > 1 ? UInt64(lowercase, radix: 8) : UInt64(lowercase)
    }
}
