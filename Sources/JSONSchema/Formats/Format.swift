import JSON

/// The formats of strings that are understood; others are remarks.
enum Format: String, Sendable {
    case dateTime = "date-time"
    case date
    case time
    case duration
    case email
    case idnEmail = "idn-email"
    case hostname
    case ipv4
    case ipv6
    case uri
    case uriReference = "uri-reference"
    case uriTemplate = "uri-template"
    case iri
    case iriReference = "iri-reference"
    case uuid
    /// Pydantic's names for UUIDs of one version, which its documents have.
    case uuid1, uuid3, uuid4, uuid5
    case jsonPointer = "json-pointer"
    case relativeJSONPointer = "relative-json-pointer"
    case regex

    func allows(_ text: String) -> Bool {
        switch self {
        case .dateTime: TimeFormat.isDateTime(text)
        case .date: TimeFormat.isDate(text)
        case .time: TimeFormat.isTime(text)
        case .duration: DurationFormat.allows(text)
        case .email: AddressFormat.isEmail(text, allowsUnicode: false)
        case .idnEmail: AddressFormat.isEmail(text, allowsUnicode: true)
        case .hostname: AddressFormat.isHostname(text)
        case .ipv4: AddressFormat.isIPv4(text.utf8[...])
        case .ipv6: AddressFormat.isIPv6(text.utf8[...])
        case .uri: URIFormat.allows(text, isReference: false, allowsUnicode: false)
        case .uriReference: URIFormat.allows(text, isReference: true, allowsUnicode: false)
        case .iri: URIFormat.allows(text, isReference: false, allowsUnicode: true)
        case .iriReference: URIFormat.allows(text, isReference: true, allowsUnicode: true)
        case .uriTemplate: URITemplateFormat.allows(text)
        case .uuid: UUIDFormat.allows(text, version: nil)
        case .uuid1: UUIDFormat.allows(text, version: "1")
        case .uuid3: UUIDFormat.allows(text, version: "3")
        case .uuid4: UUIDFormat.allows(text, version: "4")
        case .uuid5: UUIDFormat.allows(text, version: "5")
        case .jsonPointer: JSONPointer(text) != nil
        case .relativeJSONPointer: Self.isRelativePointer(text)
        case .regex: (try? Pattern(text, as: .ecmaScript)) != nil
        }
    }

    /// A number without leading zeros, and a pointer or `#`.
    private static func isRelativePointer(_ text: String) -> Bool {
        let digits = text.utf8.prefix { 0x30...0x39 ~= $0 }
        guard !digits.isEmpty, digits.count == 1 || digits.first != 0x30 else { return false }
        let rest = String(Substring(text.utf8.dropFirst(digits.count)))
        return rest == "#" || JSONPointer(rest) != nil
    }
}

/// UUIDs (RFC 4122).
enum UUIDFormat {
    static func allows(_ text: String, version: Unicode.Scalar?) -> Bool {
        let scalars = Array(text.unicodeScalars)
        guard scalars.count == 36 else { return false }
        for (index, scalar) in scalars.enumerated() {
            let isHyphen = index == 8 || index == 13 || index == 18 || index == 23
            guard isHyphen ? scalar == "-" : scalar.isASCII && scalar.properties.isASCIIHexDigit else { return false }
        }
        return version.map { scalars[14] == $0 } ?? true
    }
}
