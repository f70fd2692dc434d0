internal import FalAPI
internal import HTTPTypes

/// What keeps credentials out of the journal.
enum Redaction {
    static let word = "REDACTED"

    /// Whether a header field or an item of a query carries a secret, by its name.
    static func isSecret(_ name: String) -> Bool {
        let name = name.lowercased()
        return ["token", "key", "secret", "signature", "password", "authorization", "cookie"].contains {
            name.contains($0)
        }
    }

    /// A target whose secrets are not in it: items of the query, and the pass of an upload URL.
    static func target(_ target: String) -> String {
        withoutQuerySecrets(withoutPass(target))
    }

    private static func withoutPass(_ target: String) -> String {
        guard let place = target.firstRange(of: "/files/upload/") else { return target }
        let pass = target[place.upperBound...].prefix { $0 != "/" && $0 != "?" }
        if pass == "multipart" || pass.isEmpty { return target }
        return target[..<place.upperBound] + word + target[pass.endIndex...]
    }

    private static func withoutQuerySecrets(_ target: String) -> String {
        guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else { return target }
        let items = target[target.index(after: mark)...].split(separator: "&", omittingEmptySubsequences: false)
        let clean = items.map { item -> String in
            let name = item.prefix { $0 != "=" }
            // Names can be spelled with percents too; whatever has them is read before it is judged.
            let read = PercentText.decoded(String(name)) ?? Self.word + "key"
            if isSecret(read) { return "\(name)=\(word)" }
            // A webhook's URL can carry user and password, or a token of its own.
            guard read == "fal_webhook", let value = PercentText.decoded(String(item.dropFirst(name.count + 1))) else {
                return String(item)
            }
            return value.contains("@") || value.contains("?") ? "\(name)=\(word)" : String(item)
        }
        return target[...mark] + clean.joined(separator: "&")
    }

    /// The header fields of a request, at most 4 KB of them, without the values of those that carry a secret.
    static func headers(_ fields: HTTPFields) -> HTTPFields {
        var size = 0
        var clean = HTTPFields()
        for field in fields {
            let value = isSecret(field.name.canonicalName) || field.name == .falTargetURL ? word : field.value
            size += field.name.rawName.utf8.count + value.utf8.count
            if size > 4_096 { break }
            clean.append(HTTPField(name: field.name, value: value))
        }
        return clean
    }
}

/// Percent-encoded text.
private enum PercentText {
    static func decoded(_ text: String) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
