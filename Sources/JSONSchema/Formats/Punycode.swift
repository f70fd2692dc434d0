/// Labels of international names in their ASCII form (RFC 3492).
package enum Punycode {
    /// The characters of a label without its `xn--`; nil if it cannot be read. Which characters names may have is not looked at.
    package static func decode(_ text: Substring.UTF8View) -> [Unicode.Scalar]? {
        let hyphen = text.lastIndex(of: UInt8(ascii: "-"))
        var digits = text[(hyphen.map { text.index(after: $0) } ?? text.startIndex)...]
        var scalars = hyphen.map { text[..<$0].map { Unicode.Scalar($0) } } ?? []
        guard !digits.isEmpty, scalars.allSatisfy(\.isASCII) else { return nil }
        var (n, i, bias) = (128, 0, 72)
        while !digits.isEmpty {
            let start = i
            var (weight, k) = (1, 36)
            while true {
                guard let byte = digits.popFirst(), let digit = digit(byte) else { return nil }
                i += digit * weight
                guard i < 1 << 32 else { return nil }
                let threshold = k <= bias ? 1 : k >= bias + 26 ? 26 : k - bias
                if digit < threshold { break }
                weight *= 36 - threshold
                guard weight < 1 << 32 else { return nil }
                k += 36
            }
            let length = scalars.count + 1
            bias = adapt(i - start, length, isFirst: start == 0)
            n += i / length
            i %= length
            guard n <= 0x10FFFF, let scalar = Unicode.Scalar(UInt32(n)) else { return nil }
            scalars.insert(scalar, at: i)
            i += 1
        }
        return scalars
    }

    private static func digit(_ byte: UInt8) -> Int? {
        switch byte {
        case 0x30...0x39: Int(byte) - 0x30 + 26
        case _ where 0x61...0x7A ~= byte | 0x20: Int(byte | 0x20) - 0x61
        default: nil
        }
    }

    private static func adapt(_ delta: Int, _ count: Int, isFirst: Bool) -> Int {
        var delta = isFirst ? delta / 700 : delta / 2
        delta += delta / count
        var k = 0
        while delta > 455 {
            delta /= 35
            k += 36
        }
        return k + 36 * delta / (delta + 38)
    }
}
