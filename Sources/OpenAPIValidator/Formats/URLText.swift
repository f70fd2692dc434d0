import JSON

/// URLs as pydantic takes them, which are the URL standard's as the Rust crate `url` reads them.
///
/// International domain names are not checked beyond the characters that no host may have.
enum URLText {
    static let wrongType = Complaint("url_type", "URL input should be a string or URL")

    /// What is wrong with the text; nil if it is a URL.
    ///
    /// - Parameter maxLength: The greatest length of an `HttpUrl`, which has to be of the web; nil for `AnyUrl`.
    static func complaint(_ text: String, maxLength: Int?) -> Complaint? {
        if let maxLength, text.utf8.count > maxLength {
            return Complaint(
                "url_too_long",
                "URL should have at most \(maxLength) characters",
                ["max_length": .number(.integer(Int64(maxLength)))]
            )
        }
        guard !text.isEmpty else { return parsing("input is empty") }
        let bytes = cleaned(text)
        guard let (scheme, rest) = split(bytes) else { return parsing("relative URL without a base") }
        if let problem = authorityProblem(scheme, rest) {
            return parsing(problem)
        }
        guard maxLength != nil, scheme != "http", scheme != "https" else { return nil }
        return Complaint(
            "url_scheme",
            "URL scheme should be 'http' or 'https'",
            ["expected_schemes": "'http' or 'https'"]
        )
    }

    private static func parsing(_ problem: String) -> Complaint {
        Complaint(
            "url_parsing",
            "Input should be a valid URL, \(problem)",
            ["error": .string(JSONString(problem))]
        )
    }

    /// Without control characters and blanks at the ends, and without line breaks and tabs anywhere.
    private static func cleaned(_ text: String) -> [UInt8] {
        var bytes = Array(text.utf8)[...]
        bytes = bytes.drop { $0 <= 0x20 }
        while let last = bytes.last, last <= 0x20 {
            bytes.removeLast()
        }
        return bytes.filter { $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
    }

    private static func split(_ bytes: [UInt8]) -> (scheme: String, rest: ArraySlice<UInt8>)? {
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), let first = bytes.first, isLetter(first) else {
            return nil
        }
        let scheme = bytes[..<colon]
        guard scheme.allSatisfy({ isLetter($0) || 0x30...0x39 ~= $0 || "+-.".utf8.contains($0) }) else { return nil }
        return (String(decoding: scheme, as: UTF8.self).lowercased(), bytes[(colon + 1)...])
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        0x61...0x7A ~= byte | 0x20
    }

    private static func authorityProblem(_ scheme: String, _ rest: ArraySlice<UInt8>) -> String? {
        var authority = rest
        switch scheme {
        case "http", "https", "ws", "wss", "ftp":
            authority = authority.drop { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
            authority = authority.prefix { !"/\\?#".utf8.contains($0) }
        case "file":
            let slashes = authority.prefix { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }.count
            guard slashes == 2 else { return nil }
            authority = authority.dropFirst(2).prefix { !"/\\?#".utf8.contains($0) }
            return authority.isEmpty || isDriveLetter(authority) ? nil : HostText.fileProblem(authority)
        case _ where rest.starts(with: "//".utf8):
            authority = authority.dropFirst(2).prefix { !"/?#".utf8.contains($0) }
            guard !authority.isEmpty else { return nil }
            return HostText.opaqueProblem(withoutUser(authority))
        default:
            return nil
        }
        return HostText.problem(withoutUser(authority))
    }

    private static func withoutUser(_ authority: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        authority.lastIndex(of: UInt8(ascii: "@")).map { authority[($0 + 1)...] } ?? authority
    }

    /// `C:` or `C|`, which begins a path on Windows.
    private static func isDriveLetter(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count == 2, let first = text.first, let last = text.last else { return false }
        return isLetter(first) && (last == UInt8(ascii: ":") || last == UInt8(ascii: "|"))
    }
}
