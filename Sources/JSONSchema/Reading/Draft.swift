/// The edition of JSON Schema that a schema is written in; later ones are greater.
enum Draft: Int, Comparable, Sendable {
    case draft4
    case draft6
    case draft7
    case draft201909
    case draft202012

    static func < (left: Draft, right: Draft) -> Bool { left.rawValue < right.rawValue }

    /// The edition that a metaschema's URI, without an empty fragment, stands for.
    init?(metaschema: String) {
        switch metaschema {
        case "http://json-schema.org/draft-04/schema": self = .draft4
        case "http://json-schema.org/draft-06/schema": self = .draft6
        case "http://json-schema.org/draft-07/schema": self = .draft7
        case "https://json-schema.org/draft/2019-09/schema": self = .draft201909
        case "https://json-schema.org/draft/2020-12/schema": self = .draft202012
        default: return nil
        }
    }

    /// The name of the keyword that gives a schema a URI.
    var idKeyword: String { self == .draft4 ? "id" : "$id" }
}

/// What the keywords of a schema mean: the edition, and which of its vocabularies are in force.
struct Language: Sendable, Hashable {
    var draft: Draft
    /// Whether `nullable` and boolean exclusive bounds are understood.
    var isOpenAPI = false
    var hasApplicators = true
    var hasUnevaluated = true
    var hasValidation = true
    /// Whether `format` is a rule.
    var assertsFormats: Bool

    private static let prefix = "https://json-schema.org/draft/2020-12/vocab/"

    /// Vocabularies that change nothing about what is valid here.
    private static let silent: Set = ["core", "meta-data", "content", "format-annotation"]

    /// Puts in force what a metaschema's `$vocabulary` names.
    ///
    /// - Returns: A vocabulary that is required and not known; nil if there is none.
    mutating func adopt(_ vocabularies: [(uri: String, isRequired: Bool)]) -> String? {
        (hasApplicators, hasUnevaluated, hasValidation) = (false, false, false)
        for (uri, isRequired) in vocabularies {
            let name = uri.hasPrefix(Self.prefix) ? String(uri.dropFirst(Self.prefix.count)) : ""
            switch name {
            case "applicator": hasApplicators = true
            case "unevaluated": hasUnevaluated = true
            case "validation": hasValidation = true
            case "format-assertion": assertsFormats = true
            case _ where Self.silent.contains(name): break
            default: if isRequired { return uri }
            }
        }
        return nil
    }
}
