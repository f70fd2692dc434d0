/// The encoding of a JSON text as Python's `json.detect_encoding` finds it: by the byte order mark, or else by where
/// the zero bytes are, since a JSON text begins with two ASCII characters (RFC 4627, section 3).
struct TextEncoding {
    enum Form {
        case utf8
        case utf16
        case utf32
    }

    let form: Form
    let isBigEndian: Bool

    /// The length of the byte order mark, or 0.
    let markLength: Int

    var name: String {
        switch form {
        case .utf8: "UTF-8"
        case .utf16: isBigEndian ? "UTF-16BE" : "UTF-16LE"
        case .utf32: isBigEndian ? "UTF-32BE" : "UTF-32LE"
        }
    }

    private init(_ form: Form, bigEndian isBigEndian: Bool = false, markLength: Int = 0) {
        self.form = form
        self.isBigEndian = isBigEndian
        self.markLength = markLength
    }

    static func detect(_ bytes: [UInt8], in dialect: JSONDialect) -> Self {
        guard dialect == .python, bytes.count >= 2 else { return Self(.utf8) }
        let (first, second) = (bytes[0], bytes[1])
        if first > 0, first < 0x80, second > 0 {
            return Self(.utf8)
        }
        if bytes.starts(with: [0x00, 0x00, 0xFE, 0xFF]) {
            return Self(.utf32, bigEndian: true, markLength: 4)
        }
        if bytes.starts(with: [0xFF, 0xFE, 0x00, 0x00]) {
            return Self(.utf32, markLength: 4)
        }
        if bytes.starts(with: [0xFE, 0xFF]) {
            return Self(.utf16, bigEndian: true, markLength: 2)
        }
        if bytes.starts(with: [0xFF, 0xFE]) {
            return Self(.utf16, markLength: 2)
        }
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            return Self(.utf8, markLength: 3)
        }
        guard bytes.count >= 4 || bytes.count == 2 else { return Self(.utf8) }
        if first == 0 {
            return bytes.count == 2 || second != 0 ? Self(.utf16, bigEndian: true) : Self(.utf32, bigEndian: true)
        }
        if second == 0 {
            return bytes.count == 2 || bytes[2] != 0 || bytes[3] != 0 ? Self(.utf16) : Self(.utf32)
        }
        return Self(.utf8)
    }

    /// Appends the text as UTF-8 in which lone surrogates are encoded like characters.
    ///
    /// - Returns: The index of the first byte that cannot be decoded; nil if there is none.
    func transcode(_ bytes: [UInt8], to text: inout [UInt8]) -> Int? {
        text.reserveCapacity(bytes.count)
        switch form {
        case .utf8:
            text.append(contentsOf: bytes[markLength...])
            return nil
        case .utf16:
            return transcodeUTF16(bytes, to: &text)
        case .utf32:
            return transcodeUTF32(bytes, to: &text)
        }
    }

    private func transcodeUTF16(_ bytes: [UInt8], to text: inout [UInt8]) -> Int? {
        func unit(at index: Int) -> UInt32 {
            let (high, low) = isBigEndian ? (index, index + 1) : (index + 1, index)
            return UInt32(bytes[high]) << 8 | UInt32(bytes[low])
        }
        var index = markLength
        while index + 2 <= bytes.count {
            var codePoint = unit(at: index)
            index += 2
            if 0xD800..<0xDC00 ~= codePoint, index + 2 <= bytes.count {
                let low = unit(at: index)
                if 0xDC00..<0xE000 ~= low {
                    codePoint = 0x10000 + (codePoint - 0xD800) << 10 + (low - 0xDC00)
                    index += 2
                }
            }
            GeneralizedUTF8.append(codePoint, to: &text)
        }
        return index == bytes.count ? nil : index
    }

    private func transcodeUTF32(_ bytes: [UInt8], to text: inout [UInt8]) -> Int? {
        var index = markLength
        while index + 4 <= bytes.count {
            let unit = bytes[index..<(index + 4)]
            let codePoint = (isBigEndian ? Array(unit) : unit.reversed()).reduce(0 as UInt32) { $0 << 8 | UInt32($1) }
            guard codePoint < 0x110000 else { return index }
            GeneralizedUTF8.append(codePoint, to: &text)
            index += 4
        }
        return index == bytes.count ? nil : index
    }
}
