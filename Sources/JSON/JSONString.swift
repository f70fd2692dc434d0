/// A JSON string: a sequence of Unicode code points which may hold lone surrogates, compared by code units.
///
/// `Swift.String` can do neither: it cannot hold a surrogate, and it takes canonically equivalent texts
/// (e + combining accent, and é) for equal, which JSON names are not.
public struct JSONString: Sendable {
    enum Storage: Sendable {
        case text(String)
        /// UTF-8 in which surrogates are encoded as if they were characters, at least one of them.
        case surrogates([UInt8])
    }

    let storage: Storage

    /// A string of that text.
    public init(_ text: String) {
        storage = .text(text)
    }

    /// A string of these bytes, UTF-8 in which surrogates may be encoded (ED A0 80 to ED BF BF), and stay as they
    /// are even where two would make a pair; nil if the bytes are anything else.
    public init?(generalizedUTF8 bytes: [UInt8]) {
        if let text = String(validating: bytes, as: UTF8.self) {
            storage = .text(text)
        } else if GeneralizedUTF8.isValid(bytes) {
            storage = .surrogates(bytes)
        } else {
            return nil
        }
    }
}

extension JSONString {
    /// The text; nil if there is a lone surrogate in it.
    public var string: String? {
        if case .text(let text) = storage { text } else { nil }
    }

    /// Whether there is a surrogate in it that is not half of a pair.
    public var hasLoneSurrogate: Bool {
        if case .surrogates = storage { true } else { false }
    }

    /// The length as Python's `len` and JSON Schema's `maxLength` count it.
    public var codePointCount: Int {
        switch storage {
        case .text(let text): text.unicodeScalars.count
        case .surrogates(let bytes): GeneralizedUTF8.codePointCount(bytes)
        }
    }

    /// The number of bytes in UTF-8, where a surrogate counts as three.
    public var utf8Count: Int {
        switch storage {
        case .text(let text): text.utf8.count
        case .surrogates(let bytes): bytes.count
        }
    }

    /// The bytes in UTF-8, except that lone surrogates are encoded like characters.
    public var generalizedUTF8: [UInt8] {
        switch storage {
        case .text(let text): Array(text.utf8)
        case .surrogates(let bytes): bytes
        }
    }

    /// The text with every lone surrogate replaced.
    public func text(replacingSurrogatesWith replacement: Unicode.Scalar) -> String {
        switch storage {
        case .text(let text): text
        case .surrogates(let bytes): GeneralizedUTF8.text(bytes, replacingSurrogatesWith: replacement)
        }
    }

    /// Calls the closure with the bytes: UTF-8, except that lone surrogates are encoded like characters.
    func withBytes<Result>(_ body: (UnsafeBufferPointer<UInt8>) -> Result) -> Result {
        switch storage {
        case .text(var text): text.withUTF8(body)
        case .surrogates(let bytes): unsafe bytes.withUnsafeBufferPointer(body)
        }
    }
}

extension JSONString: Hashable {
    /// Whether both are the same code units; canonical equivalence is not enough.
    public static func == (left: JSONString, right: JSONString) -> Bool {
        switch (left.storage, right.storage) {
        case (.text(var left), .text(var right)):
            // The counts differ in most comparisons.
            left.utf8.count == right.utf8.count
                && left.withUTF8 { left in right.withUTF8 { right in unsafe left.elementsEqual(right) } }
        case (.surrogates(let left), .surrogates(let right)):
            left == right
        default:
            false
        }
    }

    /// Feeds the code units to the hasher.
    public func hash(into hasher: inout Hasher) {
        unsafe withBytes { bytes in
            unsafe hasher.combine(bytes: UnsafeRawBufferPointer(bytes))
        }
        hasher.combine(0xFF as UInt8)
    }
}

extension JSONString: ExpressibleByStringLiteral {
    /// A string of that text.
    public init(stringLiteral value: String) {
        self.init(value)
    }
}

extension JSONString: CustomStringConvertible {
    /// The text, with U+FFFD for every lone surrogate.
    public var description: String {
        text(replacingSurrogatesWith: "\u{FFFD}")
    }
}
