/// Hosts and mailboxes.
enum AddressFormat {
    /// RFC 1123, section 2.1, with the limits of RFC 1034; labels of international names only by their form.
    static func isHostname(_ text: String) -> Bool {
        guard text.utf8.count <= 253, !text.isEmpty else { return false }
        return text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { label in
            guard (1...63).contains(label.count), label.first != UInt8(ascii: "-"), label.last != UInt8(ascii: "-"),
                label.allSatisfy({ isAlphanumeric($0) || $0 == UInt8(ascii: "-") })
            else { return false }
            return Substring(label).prefix(4).lowercased() != "xn--" || Punycode.decode(label.dropFirst(4)) != nil
        }
    }

    /// RFC 5321, section 4.1.2; with Unicode RFC 6531.
    static func isEmail(_ text: String, allowsUnicode: Bool) -> Bool {
        guard let at = text.utf8.lastIndex(of: UInt8(ascii: "@")) else { return false }
        let (local, domain) = (text.utf8[..<at], text.utf8[text.utf8.index(after: at)...])
        guard (1...64).contains(local.count), !domain.isEmpty, isLocalPart(local, allowsUnicode) else { return false }
        if domain.first == UInt8(ascii: "["), domain.last == UInt8(ascii: "]") {
            let literal = domain.dropFirst().dropLast()
            return Substring(literal).hasPrefix("IPv6:") ? isIPv6(literal.dropFirst(5)) : isIPv4(literal)
        }
        if allowsUnicode, domain.contains(where: { $0 >= 0x80 }) {
            return !domain.contains(UInt8(ascii: " "))
        }
        return isHostname(String(Substring(domain)))
    }

    private static func isLocalPart(_ text: Substring.UTF8View, _ allowsUnicode: Bool) -> Bool {
        if text.count >= 2, text.first == UInt8(ascii: "\""), text.last == UInt8(ascii: "\"") {
            var isEscaped = false
            for byte in text.dropFirst().dropLast() {
                guard byte >= 0x20, byte != 0x7F, byte < 0x80 || allowsUnicode else { return false }
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    return false
                }
            }
            return !isEscaped
        }
        return text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { atom in
            !atom.isEmpty
                && atom.allSatisfy {
                    isAlphanumeric($0) || "!#$%&'*+-/=?^_`{|}~".utf8.contains($0) || ($0 >= 0x80 && allowsUnicode)
                }
        }
    }

    /// Four numbers below 256 without leading zeros (RFC 2673, section 3.2).
    static func isIPv4(_ text: Substring.UTF8View) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.count) && part.allSatisfy { 0x30...0x39 ~= $0 }
                    && (part.count == 1 || part.first != 0x30) && part.reduce(0) { $0 * 10 + Int($1 - 0x30) } < 256
            }
    }

    /// RFC 4291, section 2.2; without a zone.
    static func isIPv6(_ text: Substring.UTF8View) -> Bool {
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard (3...9).contains(parts.count) else { return false }
        var (groups, gaps) = (0, 0)
        for (index, part) in parts.enumerated() {
            let isEdge = index == 0 || index == parts.count - 1
            if part.isEmpty {
                // One colon at an end is wrong; two, there or inside, are the gap.
                if isEdge {
                    guard (index == 0 ? parts[1] : parts[index - 1]).isEmpty else { return false }
                } else {
                    gaps += 1
                }
            } else if index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
                guard isIPv4(part) else { return false }
                groups += 2
            } else {
                guard part.count <= 4, part.allSatisfy(isHexDigit) else { return false }
                groups += 1
            }
        }
        return gaps == 0 ? groups == 8 : gaps == 1 && groups < 8
    }

    static func isAlphanumeric(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x61...0x7A ~= byte | 0x20
    }

    static func isHexDigit(_ byte: UInt8) -> Bool {
        0x30...0x39 ~= byte || 0x61...0x66 ~= byte | 0x20
    }
}
