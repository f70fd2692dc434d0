/// The spellings of booleans that pydantic takes, in any case of ASCII and nothing around them.
enum BooleanText {
    static func parse(_ text: String) -> Bool? {
        // The longest spelling has five letters; what is longer needs no copy to be refused.
        guard text.utf8.count <= 5 else { return nil }
        var bytes: UInt64 = 0
        for byte in text.utf8 {
            bytes = bytes << 8 | UInt64(0x41...0x5A ~= byte ? byte + 0x20 : byte)
        }
        return spellings[bytes]
    }

    /// By the bytes in one number, the first the highest.
    private static let spellings: [UInt64: Bool] = {
        var spellings: [UInt64: Bool] = [:]
        for text in ["1", "t", "true", "y", "yes", "on"] {
            spellings[text.utf8.reduce(0) { $0 << 8 | UInt64($1) }] = true
        }
        for text in ["0", "f", "false", "n", "no", "off"] {
            spellings[text.utf8.reduce(0) { $0 << 8 | UInt64($1) }] = false
        }
        return spellings
    }()
}
