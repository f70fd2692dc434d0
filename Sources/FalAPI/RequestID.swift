/// The id of a request: a UUID of version 7, whose first 48 bits are milliseconds since the Unix epoch.
///
/// Source: captured submits of 2026-04 (`019dd07d-7a04-7a60-b61e-5361e9b784a6`); before 2026 fal's were of version 4.
public struct RequestID: Hashable, Sendable, CustomStringConvertible {
    /// The first eight bytes, the most significant first.
    public let high: UInt64
    /// The last eight bytes.
    public let low: UInt64

    /// Makes an id of version 7.
    /// - Parameters:
    ///   - milliseconds: since the Unix epoch; 48 bits are kept.
    ///   - random: where the other 74 bits come from.
    public init(milliseconds: UInt64, random: inout some RandomNumberGenerator) {
        high = milliseconds << 16 | 0x7000 | UInt64.random(in: 0...0xFFF, using: &random)
        low = 0x8000_0000_0000_0000 | random.next() >> 2
    }

    /// Reads the 36 characters of a UUID of any version, in either case; nil for anything else.
    public init?(_ text: String) {
        guard text.utf8.count == 36 else { return nil }
        var digits: (UInt64, UInt64) = (0, 0)
        var position = 0
        for byte in text.utf8 {
            if position == 8 || position == 13 || position == 18 || position == 23 {
                guard byte == UInt8(ascii: "-") else { return nil }
            } else {
                let nibble: UInt64
                switch byte {
                case UInt8(ascii: "0")...UInt8(ascii: "9"): nibble = UInt64(byte - UInt8(ascii: "0"))
                case UInt8(ascii: "a")...UInt8(ascii: "f"): nibble = UInt64(byte - UInt8(ascii: "a") + 10)
                case UInt8(ascii: "A")...UInt8(ascii: "F"): nibble = UInt64(byte - UInt8(ascii: "A") + 10)
                default: return nil
                }
                digits = (digits.0 << 4 | digits.1 >> 60, digits.1 << 4 | nibble)
            }
            position += 1
        }
        (high, low) = digits
    }

    /// The lower-case text of the UUID.
    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(36)
        for half in [high, low] {
            var rest = half
            for _ in 0..<16 {
                if text.count == 8 || text.count == 13 || text.count == 18 || text.count == 23 {
                    text.append(UInt8(ascii: "-"))
                }
                let digit = UInt8(truncatingIfNeeded: rest >> 60)
                text.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
                rest <<= 4
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
