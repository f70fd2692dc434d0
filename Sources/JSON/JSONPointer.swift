/// A place in a JSON value (RFC 6901).
public struct JSONPointer: Hashable, Sendable {
    /// The names and indices from the root, unescaped.
    public private(set) var tokens: [JSONString]

    /// The root.
    public init() {
        tokens = []
    }

    /// The place that these names and indices lead to.
    public init(tokens: [JSONString]) {
        self.tokens = tokens
    }

    /// Reads a pointer such as `/a/0/b~1c`; nil if it neither is empty nor begins with a slash, or has a tilde
    /// without 0 or 1 after it.
    public init?(_ text: String) {
        guard !text.isEmpty else {
            self.init()
            return
        }
        var tokens: [JSONString] = []
        for token in text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
            guard let unescaped = Self.unescape(token) else { return nil }
            tokens.append(JSONString(unescaped))
        }
        guard tokens.first == "" else { return nil }
        self.init(tokens: Array(tokens.dropFirst()))
    }

    /// Reads a pointer in a URI's fragment, such as `#/a/b%20c`, with the `#` (RFC 6901, section 6).
    public init?(fragment: String) {
        guard fragment.utf8.first == UInt8(ascii: "#") else { return nil }
        var bytes: [UInt8] = []
        var rest = fragment.utf8.dropFirst()
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(Self.hexDigit), let low = rest.popFirst().flatMap(Self.hexDigit)
            else { return nil }
            bytes.append(high << 4 | low)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        self.init(text)
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func unescape(_ token: Substring.UTF8View) -> String? {
        var bytes: [UInt8] = []
        var rest = token
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "~") else {
                bytes.append(byte)
                continue
            }
            switch rest.popFirst() {
            case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
            case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
            default: return nil
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension JSONPointer {
    /// The member of that name below this place.
    public func appending(_ name: JSONString) -> JSONPointer {
        JSONPointer(tokens: tokens + [name])
    }

    /// The member of that name below this place.
    @_disfavoredOverload
    public func appending(_ name: String) -> JSONPointer {
        appending(JSONString(name))
    }

    /// The element of that index below this place.
    public func appending(_ index: Int) -> JSONPointer {
        appending(JSONString(String(index)))
    }

    /// The value at this place; nil if there is none.
    public func resolve(in root: JSONValue) -> JSONValue? {
        var value = root
        for token in tokens {
            switch value {
            case .object(let object):
                guard let member = object[token] else { return nil }
                value = member
            case .array(let elements):
                guard let index = Self.index(token), index < elements.count else { return nil }
                value = elements[index]
            default:
                return nil
            }
        }
        return value
    }

    /// An array index: digits without leading zeros.
    static func index(_ token: JSONString) -> Int? {
        guard let digits = token.string?.utf8, digits.allSatisfy({ 0x30...0x39 ~= $0 }),
            digits.count == 1 || digits.first != UInt8(ascii: "0")
        else { return nil }
        return Int(digits.reduce(into: "") { $0.unicodeScalars.append(Unicode.Scalar($1)) })
    }

    /// The pointer as the fragment of a URI, with the `#` (RFC 6901, section 6).
    public var fragment: String {
        var text = "#"
        for byte in description.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            case _ where "/-._~!$&'()*+,;=:@?".utf8.contains(byte):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                text += byte < 0x10 ? "%0" : "%"
                text += String(byte, radix: 16, uppercase: true)
            }
        }
        return text
    }
}

extension JSONPointer: CustomStringConvertible {
    /// The pointer with `~` and `/` escaped in its tokens; empty for the root.
    public var description: String {
        var text = ""
        for token in tokens {
            text += "/"
            for scalar in token.description.unicodeScalars {
                switch scalar {
                case "~": text += "~0"
                case "/": text += "~1"
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
        return text
    }
}
