/// URIs and references (RFC 3986), and with Unicode IRIs (RFC 3987).
enum URIFormat {
    static func allows(_ text: String, isReference: Bool, allowsUnicode: Bool) -> Bool {
        guard text.unicodeScalars.allSatisfy({ isAllowed($0, allowsUnicode) }), hasWholeEscapes(text) else {
            return false
        }
        var rest = text.utf8[...]
        if let mark = rest.firstIndex(of: UInt8(ascii: "#")) {
            guard !rest[rest.index(after: mark)...].contains(where: { "#[]".utf8.contains($0) }) else { return false }
            rest = rest[..<mark]
        }
        if let mark = rest.firstIndex(of: UInt8(ascii: "?")) {
            guard !rest[mark...].contains(where: { "[]".utf8.contains($0) }) else { return false }
            rest = rest[..<mark]
        }
        let first = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        if let colon = rest[..<first].firstIndex(of: UInt8(ascii: ":")) {
            guard isScheme(rest[..<colon]) else { return false }
            rest = rest[rest.index(after: colon)...]
        } else if !isReference {
            return false
        }
        if Substring(rest).hasPrefix("//") {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
            guard isAuthority(rest[..<end]) else { return false }
            rest = rest[end...]
        }
        return !rest.contains { "[]".utf8.contains($0) }
    }

    private static func isAllowed(_ scalar: Unicode.Scalar, _ allowsUnicode: Bool) -> Bool {
        guard scalar.isASCII else {
            guard allowsUnicode else { return false }
            return scalar.value >= 0xA0 && scalar.value & 0xFFFE != 0xFFFE && !(0xFDD0...0xFDEF ~= scalar.value)
                && !(0xE000...0xF8FF ~= scalar.value) && !(0xFFF0...0xFFFD ~= scalar.value)
        }
        let byte = UInt8(scalar.value)
        return AddressFormat.isAlphanumeric(byte) || "-._~:/?#[]@!$&'()*+,;=%".utf8.contains(byte)
    }

    /// Whether two hexadecimal digits follow each percent sign.
    private static func hasWholeEscapes(_ text: String) -> Bool {
        var rest = text.utf8[...]
        while let mark = rest.firstIndex(of: UInt8(ascii: "%")) {
            let digits = rest[rest.index(after: mark)...].prefix(2)
            guard digits.count == 2, digits.allSatisfy(AddressFormat.isHexDigit) else { return false }
            rest = rest[rest.index(after: mark)...]
        }
        return true
    }

    private static func isScheme(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first, 0x61...0x7A ~= first | 0x20 else { return false }
        return text.allSatisfy { AddressFormat.isAlphanumeric($0) || "+-.".utf8.contains($0) }
    }

    private static func isAuthority(_ text: Substring.UTF8View) -> Bool {
        var host = text
        if let at = text.lastIndex(of: UInt8(ascii: "@")) {
            guard !text[..<at].contains(where: { "[]@".utf8.contains($0) }) else { return false }
            host = text[text.index(after: at)...]
        }
        var port = host[host.endIndex...]
        if host.first == UInt8(ascii: "[") {
            guard let end = host.lastIndex(of: UInt8(ascii: "]")) else { return false }
            let literal = host[host.index(after: host.startIndex)..<end]
            guard AddressFormat.isIPv6(literal) || isFutureAddress(literal) else { return false }
            port = host[host.index(after: end)...]
            guard port.isEmpty || port.first == UInt8(ascii: ":") else { return false }
            port = port.dropFirst()
        } else {
            guard !host.contains(where: { "[]@".utf8.contains($0) }) else { return false }
            if let colon = host.firstIndex(of: UInt8(ascii: ":")) { port = host[host.index(after: colon)...] }
        }
        return port.allSatisfy { 0x30...0x39 ~= $0 }
    }

    /// Addresses of versions to come: `v`, hexadecimal digits, a point and something.
    private static func isFutureAddress(_ text: Substring.UTF8View) -> Bool {
        guard let first = text.first, first | 0x20 == UInt8(ascii: "v"),
            let point = text.firstIndex(of: UInt8(ascii: "."))
        else { return false }
        let version = text[..<point].dropFirst()
        return !version.isEmpty && version.allSatisfy(AddressFormat.isHexDigit) && text[point...].count > 1
    }
}

/// Templates of URIs (RFC 6570).
enum URITemplateFormat {
    static func allows(_ text: String) -> Bool {
        var isInside = false
        var expression: [UInt8] = []
        for byte in text.utf8 {
            switch (byte, isInside) {
            case (UInt8(ascii: "{"), false):
                isInside = true
                expression = []
            case (UInt8(ascii: "}"), true):
                guard isExpression(expression) else { return false }
                isInside = false
            case (_, true):
                expression.append(byte)
            default:
                guard byte > 0x20, !"\"<>\\^`{|}".utf8.contains(byte), byte != 0x7F else { return false }
            }
        }
        return !isInside
    }

    private static func isExpression(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        if let first = rest.first, "+#./;?&=,!@|".utf8.contains(first) { rest.removeFirst() }
        guard !rest.isEmpty else { return false }
        return rest.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false).allSatisfy { variable in
            var name = variable
            if name.last == UInt8(ascii: "*") { name.removeLast() }
            if let colon = name.firstIndex(of: UInt8(ascii: ":")) {
                let length = name[(colon + 1)...]
                guard (1...4).contains(length.count), length.allSatisfy({ 0x30...0x39 ~= $0 }), length.first != 0x30
                else {
                    return false
                }
                name = name[..<colon]
            }
            return name.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty && part.allSatisfy { AddressFormat.isAlphanumeric($0) || "_%".utf8.contains($0) }
            }
        }
    }
}
