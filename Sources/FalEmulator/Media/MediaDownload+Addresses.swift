extension MediaDownload.Reach {
    /// Whether an address may be connected to that a name server gave for the host.
    /// - Parameter address: in numbers, without brackets and zone.
    public func allows(address: String) -> Bool {
        guard let host = WebhookHost(address.contains(":") ? "[\(address)]" : address) else { return false }
        let place: Place
        switch host {
        case .name: return false
        case .ipv4(let numbers): place = Place(ipv4: numbers)
        case .ipv6(let groups): place = Place(ipv6: groups)
        }
        return switch self {
        case .loopback: place == .thisMachine
        case .named: place == .publicInternet || place == .privateNetwork
        case .publicOnly: place == .publicInternet
        }
    }

    /// Where an address is (IANA's registries of special-purpose addresses, RFC 6890).
    private enum Place {
        case thisMachine
        case privateNetwork
        case publicInternet
        /// The link, which cloud machines keep their credentials on, groups, and what stands for something else.
        case special

        init(ipv4 numbers: [UInt8]) {
            switch (numbers[0], numbers[1]) {
            case (127, _): self = .thisMachine
            case (10, _), (172, 16...31), (192, 168), (100, 64...127): self = .privateNetwork
            case (0, _), (169, 254), (192, 0), (198, 18...19), (224..., _): self = .special
            default: self = .publicInternet
            }
        }

        init(ipv6 groups: [UInt16]) {
            switch groups[0] {
            case 0: self = groups == [0, 0, 0, 0, 0, 0, 0, 1] ? .thisMachine : .special
            case 0xFC00...0xFDFF: self = .privateNetwork
            // 6to4 and Teredo stand for addresses of IPv4.
            case 0x2002: self = .special
            case 0x2001 where groups[1] < 0x200: self = .special
            case 0x2000...0x3FFF: self = .publicInternet
            default: self = .special
            }
        }
    }
}
