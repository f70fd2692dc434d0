/// A URI or a reference to one, taken apart and resolved as RFC 3986 says (sections 5.2 and 5.3).
struct URIReference: Hashable, Sendable {
    private var scheme: Substring?
    private var authority: Substring?
    private var path: Substring
    private var query: Substring?
    /// What follows `#`; nil without one.
    private(set) var fragment: Substring?

    init(_ text: String) {
        var rest = text[...]
        if let mark = rest.firstIndex(of: "#") {
            fragment = rest[rest.index(after: mark)...]
            rest = rest[..<mark]
        }
        if let mark = rest.firstIndex(of: "?") {
            query = rest[rest.index(after: mark)...]
            rest = rest[..<mark]
        }
        if let colon = rest.firstIndex(of: ":"), !rest[..<colon].contains("/"), rest.startIndex < colon {
            scheme = rest[..<colon]
            rest = rest[rest.index(after: colon)...]
        }
        if rest.hasPrefix("//") {
            rest = rest.dropFirst(2)
            let end = rest.firstIndex(of: "/") ?? rest.endIndex
            authority = rest[..<end]
            rest = rest[end...]
        }
        path = rest
    }

    /// The URI without its fragment.
    var withoutFragment: String {
        var text = ""
        if let scheme { text += scheme + ":" }
        if let authority { text += "//" + authority }
        text += path
        if let query { text += "?" + query }
        return text
    }

    /// The URI that a reference means where this one is the base.
    func resolving(_ reference: URIReference) -> URIReference {
        var target = reference
        if reference.scheme != nil { return target }
        target.scheme = scheme
        if reference.authority != nil { return target }
        target.authority = authority
        if reference.path.isEmpty {
            target.path = path
            if reference.query == nil { target.query = query }
        } else if reference.path.hasPrefix("/") {
            target.path = Self.withoutDots(reference.path)
        } else if authority != nil, path.isEmpty {
            target.path = Self.withoutDots("/" + reference.path)
        } else {
            let folder = path.lastIndex(of: "/").map { path[...$0] } ?? ""
            target.path = Self.withoutDots(folder + reference.path)
        }
        return target
    }

    private static func withoutDots(_ path: Substring) -> Substring {
        var kept: [Substring] = []
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        for (index, segment) in segments.enumerated() {
            let isLast = index == segments.count - 1
            switch segment {
            case ".":
                if isLast { kept.append("") }
            case "..":
                if kept.count > 1 || (kept.count == 1 && kept[0] != "") { kept.removeLast() }
                if isLast { kept.append("") }
            default:
                kept.append(segment)
            }
        }
        return Substring(kept.joined(separator: "/"))
    }
}
