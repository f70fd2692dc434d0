/// `host:port` as clients of a proxy write it.
enum ProxyAuthority {
    /// Reads host and port; nil unless all of it is one.
    /// - Returns: the host in lower case without brackets and without a dot at its end; the port if there is one.
    static func read(_ text: Substring) -> (host: String, port: UInt16?)? {
        let host: Substring
        var rest: Substring
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            host = text[text.index(after: text.startIndex)..<end]
            rest = text[text.index(after: end)...]
            guard !host.isEmpty, host.utf8.allSatisfy(isAddressByte) else { return nil }
        } else {
            let end = text.firstIndex(of: ":") ?? text.endIndex
            var name = text[..<end]
            if name.hasSuffix("."), name.utf8.count > 1 { name.removeLast() }
            host = name
            rest = text[end...]
            guard 1...253 ~= host.utf8.count, host.utf8.allSatisfy(isNameByte) else { return nil }
        }
        if rest.isEmpty { return (host.lowercased(), nil) }
        guard rest.removeFirst() == ":", 1...5 ~= rest.utf8.count, rest.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
            let port = UInt16(rest), port > 0
        else { return nil }
        return (host.lowercased(), port)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
            true
        default: false
        }
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
