/// The host of a URL, read so strictly that nothing can take it for another one than what it is.
///
/// A name is letters, digits, hyphens and underscores between dots. An IPv4 address has four decimal numbers; the spellings
/// that some programs read as one (`2130706433`, `0x7f.1`, `0177.0.0.1`) are no host here, nor is an IPv6 address that
/// stands for one of IPv4.
enum WebhookHost: Hashable, Sendable {
    case name(String)
    case ipv4([UInt8])
    case ipv6([UInt16])

    /// Reads a host as it stands in a URL, in brackets if it is an IPv6 address.
    init?(_ text: some StringProtocol) {
        let text = text.lowercased()
        let bytes = Array(text.utf8)
        if bytes.first == UInt8(ascii: "[") {
            guard bytes.last == UInt8(ascii: "]"), let groups = Self.groups(text.dropFirst().dropLast()) else {
                return nil
            }
            self = .ipv6(groups)
            return
        }
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard bytes.count <= 253, labels.allSatisfy({ 1...63 ~= $0.utf8.count && $0.utf8.allSatisfy(Self.isNameByte) })
        else { return nil }
        guard let last = labels.last, Self.isNumber(last) else {
            self = .name(text)
            return
        }
        let numbers = labels.compactMap(Self.octet)
        guard labels.count == 4, numbers.count == 4 else { return nil }
        self = .ipv4(numbers)
    }

    /// Whether it is this machine, whatever a name server says: names below `localhost` are never asked for (RFC 6761).
    var isLoopback: Bool {
        switch self {
        case .name(let name): name == "localhost" || name.hasSuffix(".localhost")
        case .ipv4(let numbers): numbers.first == 127
        case .ipv6(let groups): groups == [0, 0, 0, 0, 0, 0, 0, 1]
        }
    }

    /// Whether it is a name below that domain.
    func isBelow(_ domain: String) -> Bool {
        if case .name(let name) = self { name.hasSuffix("." + domain) } else { false }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { 0x30...0x39 ~= byte }

    /// Whether a last label makes the whole an IPv4 address for those who read odd spellings (URL standard, "ends in a
    /// number").
    private static func isNumber(_ label: Substring) -> Bool {
        label.utf8.allSatisfy(isDigit)
            || label.hasPrefix("0x") && label.utf8.dropFirst(2).allSatisfy { UInt8(hexDigit: $0) != nil }
    }

    /// A decimal number of one byte without leading zeros.
    private static func octet(_ label: Substring) -> UInt8? {
        guard label.utf8.allSatisfy(isDigit), label.utf8.count == 1 || label.utf8.first != UInt8(ascii: "0") else {
            return nil
        }
        return UInt8(label)
    }

    /// The eight groups of an IPv6 address; nil for those with a zone, and those that stand for IPv4.
    private static func groups(_ text: Substring) -> [UInt16]? {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2 else { return nil }
        let parts = halves.map { half in
            half.isEmpty ? [] : half.split(separator: ":", omittingEmptySubsequences: false).map(group)
        }
        let given = parts.joined().compactMap(\.self)
        guard given.count == parts.joined().count, halves.count == 2 ? given.count <= 7 : given.count == 8 else {
            return nil
        }
        let zeros = [UInt16](repeating: 0, count: 8 - given.count)
        let groups = parts[0].compactMap(\.self) + zeros + (parts.count == 2 ? parts[1].compactMap(\.self) : [])
        // ::ffff:127.0.0.1 and the older ::127.0.0.1, in whatever digits.
        let standsForIPv4 =
            groups[..<5].allSatisfy { $0 == 0 } && (groups[5] == 0xFFFF || groups[5] == 0 && groups[6] != 0)
        return standsForIPv4 ? nil : groups
    }

    private static func group(_ text: Substring) -> UInt16? {
        guard 1...4 ~= text.utf8.count, text.utf8.allSatisfy({ UInt8(hexDigit: $0) != nil }) else { return nil }
        return UInt16(text, radix: 16)
    }
}

extension UInt8 {
    /// The value of a hexadecimal digit in lower case; nil for every other byte.
    fileprivate init?(hexDigit byte: UInt8) {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): self = byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): self = byte - UInt8(ascii: "a") + 10
        default: return nil
        }
    }
}
