/// The host and the port of a URL.
enum HostText {
    /// What is wrong with the host of a scheme that the standard knows, in the words of the Rust crate `url`; nil if nothing is.
    static func problem(_ authority: ArraySlice<UInt8>) -> String? {
        problem(authority, domainProblem)
    }

    /// What is wrong with the host of any other scheme, which is no domain.
    static func opaqueProblem(_ authority: ArraySlice<UInt8>) -> String? {
        problem(authority) { host in
            guard !host.isEmpty else { return "empty host" }
            return host.contains { $0 == 0 || " #/:<>?@[\\]^|\t\n\r".utf8.contains($0) }
                ? "invalid domain character" : nil
        }
    }

    /// What is wrong with the host of a file, which has no port.
    static func fileProblem(_ host: ArraySlice<UInt8>) -> String? {
        host.first == UInt8(ascii: "[") ? problem(host, domainProblem) : domainProblem(host)
    }

    private static func problem(
        _ authority: ArraySlice<UInt8>,
        _ hostProblem: (ArraySlice<UInt8>) -> String?
    ) -> String? {
        var host = authority
        var port: ArraySlice<UInt8> = []
        if host.first == UInt8(ascii: "[") {
            let end = host.lastIndex(of: UInt8(ascii: "]"))
            guard let end else { return "invalid IPv6 address" }
            port = host[(end + 1)...]
            host = host[...end]
            guard port.isEmpty || port.first == UInt8(ascii: ":") else { return "invalid IPv6 address" }
            port = port.dropFirst()
            guard isIPv6(host.dropFirst().dropLast()) else { return "invalid IPv6 address" }
        } else {
            if let colon = host.firstIndex(of: UInt8(ascii: ":")) {
                port = host[(colon + 1)...]
                host = host[..<colon]
            }
            if let problem = hostProblem(host) { return problem }
        }
        // A backslash, which is not the end of every host, is the end of every port.
        port = port.prefix { $0 != UInt8(ascii: "\\") }
        guard port.isEmpty || port.allSatisfy({ 0x30...0x39 ~= $0 }) else { return "invalid port number" }
        let digits = port.drop { $0 == UInt8(ascii: "0") }
        let number = digits.count > 5 ? 65_536 : digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        return number > 65_535 ? "invalid port number" : nil
    }

    private static func domainProblem(_ host: ArraySlice<UInt8>) -> String? {
        guard !host.isEmpty else { return "empty host" }
        guard let decoded = percentDecoded(host) else { return "invalid international domain name" }
        // Soft hyphens and the like vanish when a name is prepared.
        let scalars = Array(decoded.unicodeScalars).filter { !$0.properties.isDefaultIgnorableCodePoint }
        guard !scalars.isEmpty else { return "empty host" }
        let forbidden = " #/:<>?@[\\]^|%\u{7F}".unicodeScalars
        guard !scalars.contains(where: { $0.value < 0x20 || forbidden.contains($0) }) else {
            return "invalid international domain name"
        }
        let labels = decoded.unicodeScalars.split(whereSeparator: {
            ".\u{3002}\u{FF0E}\u{FF61}".unicodeScalars.contains($0)
        })
        guard labels.allSatisfy({ InternationalLabel.isAllowed(Array($0)) }) else {
            return "invalid international domain name"
        }
        return IPv4Text.problem(scalars)
    }

    /// nil if the bytes are not text.
    private static func percentDecoded(_ bytes: ArraySlice<UInt8>) -> String? {
        var decoded: [UInt8] = []
        var rest = bytes
        while let byte = rest.popFirst() {
            let digits = rest.prefix(2)
            if byte == UInt8(ascii: "%"), digits.count == 2,
                let value = UInt8(String(decoding: digits, as: UTF8.self), radix: 16), digits.first != 0x2B
            {
                decoded.append(value)
                rest = rest.dropFirst(2)
            } else {
                decoded.append(byte)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func isIPv6(_ text: ArraySlice<UInt8>) -> Bool {
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard parts.count >= 3, parts.count <= 9 else { return false }
        var groups = 0
        var gaps = 0
        for (index, part) in parts.enumerated() {
            if part.isEmpty {
                // One colon at an end is wrong; two, there or inside, are the gap.
                let isEdge = index == 0 || index == parts.count - 1
                if isEdge, !(index == 0 ? parts[1] : parts[index - 1]).isEmpty { return false }
                gaps += isEdge ? 0 : 1
            } else if index == parts.count - 1, part.contains(UInt8(ascii: ".")) {
                groups += 2
                let numbers = part.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
                let isDotted = numbers.allSatisfy { UInt8(String(decoding: $0, as: UTF8.self)) != nil }
                guard numbers.count == 4, isDotted else { return false }
            } else {
                groups += 1
                guard part.count <= 4, UInt16(String(decoding: part, as: UTF8.self), radix: 16) != nil else {
                    return false
                }
            }
        }
        return gaps == 0 ? groups == 8 : gaps == 1 && groups < 8
    }
}
