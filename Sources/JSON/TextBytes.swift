/// The bytes of a text while it is being read; reading past the end gives zeros, which are legal nowhere in JSON.
///
/// The only use of unsafe memory in the reader. A value must not outlive the buffer it was made from.
@safe
struct TextBytes {
    private let start: UnsafePointer<UInt8>?
    let count: Int

    @unsafe
    init(_ buffer: UnsafeBufferPointer<UInt8>) {
        unsafe start = buffer.baseAddress
        count = buffer.count
    }

    @inline(__always)
    subscript(_ index: Int) -> UInt8 {
        guard index < count, let start = unsafe start else { return 0 }
        return unsafe start[index]
    }

    /// Whether the eight bytes from there hold a quote, a backslash, a control character or something beyond ASCII;
    /// true also where fewer than eight are left.
    @inline(__always)
    func needsAttention(eightBytesAt index: Int) -> Bool {
        guard index + 8 <= count, let start = unsafe start else { return true }
        let word = unsafe UnsafeRawPointer(start + index).loadUnaligned(as: UInt64.self)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let quotes = word ^ (ones &* 0x22)
        let backslashes = word ^ (ones &* 0x5C)
        // The high bit of a byte of (x - 0x01) & ~x is set where x is zero, of (x - 0x20) & ~x where x is below 0x20.
        let found =
            ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes) | ((word &- (ones &* 0x20)) & ~word)
            | word
        return found & (ones &* 0x80) != 0
    }

    /// Whether these bytes, none of them zero, are there.
    @inline(__always)
    func contains(_ word: StaticString, at index: Int) -> Bool {
        for offset in 0..<word.utf8CodeUnitCount where unsafe word.utf8Start[offset] != self[index + offset] {
            return false
        }
        return true
    }

    /// A string of that range, or nil if it is not UTF-8.
    @inline(__always)
    func string(_ range: Range<Int>, isASCII: Bool) -> String? {
        let buffer = unsafe UnsafeBufferPointer(start: start, count: count)
        let slice = unsafe UnsafeBufferPointer(rebasing: buffer[range])
        if isASCII {
            return unsafe String(decoding: slice, as: UTF8.self)
        }
        return unsafe String(validating: slice, as: UTF8.self)
    }

    func bytes(_ range: Range<Int>) -> [UInt8] {
        let buffer = unsafe UnsafeBufferPointer(start: start, count: count)
        return unsafe Array(buffer[range])
    }
}
