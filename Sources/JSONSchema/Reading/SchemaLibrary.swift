import JSON

/// The documents that schemas are in, and the names that schemas have there.
struct SchemaLibrary {
    /// A schema with a URI of its own, which references and anchors are relative to.
    struct Resource {
        let uri: String
        let place: SchemaPlace
        let language: Language
        /// The places of `$anchor` and `$dynamicAnchor`.
        var anchors: [String: SchemaPlace] = [:]
        var dynamicAnchors: [String: SchemaPlace] = [:]
    }

    private let options: Schema.Options
    private(set) var resources: [Resource] = []
    private var byURI: [String: Int] = [:]
    private var documents: [String: JSONValue] = [:]
    /// The resource that each schema which has been looked at belongs to.
    private var owners: [SchemaPlace: Int] = [:]
    private var languages: [String: Language] = [:]

    /// How deep schemas may lie in each other; a document is not trusted to be shallow.
    private static let greatestDepth = 256
    private static let mostDocuments = 1000

    init(_ options: Schema.Options) {
        self.options = options
    }

    /// Takes in the first document, and the schemas at and below a place of it.
    mutating func begin(_ document: JSONValue, at place: JSONPointer) throws(SchemaError) -> SchemaPlace {
        let uri = URIReference(options.baseURI).withoutFragment
        documents[uri] = document
        let start = SchemaPlace(document: uri, pointer: place)
        guard let schema = value(at: start) else { throw SchemaError(.malformed, "there is no schema here", at: start) }
        let root = SchemaPlace(document: uri, pointer: JSONPointer())
        let owner = add(root, uri: uri, try language(of: place.tokens.isEmpty ? schema : .null, at: start))
        try scan(schema, start, owner, depth: 0)
        return start
    }

    func value(at place: SchemaPlace) -> JSONValue? {
        documents[place.document].flatMap { place.pointer.resolve(in: $0) }
    }

    /// The resource that the schema at a place belongs to; schemas that were not looked at yet are, with all below.
    mutating func owner(of place: SchemaPlace) throws(SchemaError) -> Int {
        if let known = owners[place] { return known }
        // What is in a keyword that is not known belongs to the schema around it.
        var owner = byURI[place.document] ?? 0
        for count in stride(from: place.pointer.tokens.count - 1, through: 0, by: -1) {
            let outer = SchemaPlace(
                document: place.document,
                pointer: JSONPointer(tokens: Array(place.pointer.tokens.prefix(count)))
            )
            if let known = owners[outer] {
                owner = known
                break
            }
        }
        if let schema = value(at: place) { try scan(schema, place, owner, depth: 0) }
        return owners[place] ?? owner
    }

    /// The place that a reference leads to, and its name if that is a dynamic anchor.
    ///
    /// - Parameters:
    ///   - owner: The resource that the reference stands in.
    ///   - keyword: Where it stands.
    mutating func target(
        of reference: String,
        in owner: Int,
        at keyword: SchemaPlace
    ) throws(SchemaError) -> (place: SchemaPlace, dynamicAnchor: String?) {
        let target = URIReference(resources[owner].uri).resolving(URIReference(reference))
        let uri = target.withoutFragment
        guard let resource = try resource(uri) else {
            throw SchemaError(.unresolvedReference, "\"\(reference)\" leads nowhere: there is no \(uri)", at: keyword)
        }
        let root = resources[resource].place
        guard let fragment = target.fragment, !fragment.isEmpty else { return (root, nil) }
        if fragment.hasPrefix("/") {
            guard let pointer = JSONPointer(fragment: "#" + fragment) else {
                throw SchemaError(.malformed, "\"\(reference)\" has a fragment that is no JSON pointer", at: keyword)
            }
            let place = SchemaPlace(
                document: root.document,
                pointer: JSONPointer(tokens: root.pointer.tokens + pointer.tokens)
            )
            guard value(at: place) != nil else {
                throw SchemaError(.unresolvedReference, "\"\(reference)\" leads nowhere", at: keyword)
            }
            return (place, nil)
        }
        let name = String(fragment)
        if let place = resources[resource].dynamicAnchors[name] { return (place, name) }
        if let place = resources[resource].anchors[name] { return (place, nil) }
        throw SchemaError(.unresolvedReference, "\"\(reference)\" leads nowhere: there is no such anchor", at: keyword)
    }

    /// The resource with a URI, loaded if it has to be; nil if nobody has it.
    private mutating func resource(_ uri: String) throws(SchemaError) -> Int? {
        if let known = byURI[uri] { return known }
        guard let document = options.load(uri) ?? Metaschemas.document(uri) else { return nil }
        let place = SchemaPlace(document: uri, pointer: JSONPointer())
        guard documents.count < Self.mostDocuments else {
            throw SchemaError(.unsupported, "schemas refer to more than \(Self.mostDocuments) documents", at: place)
        }
        documents[uri] = document
        let owner = add(place, uri: uri, try language(of: document, at: place))
        try scan(document, place, owner, depth: 0)
        return byURI[uri]
    }

    private mutating func add(_ place: SchemaPlace, uri: String, _ language: Language) -> Int {
        resources.append(Resource(uri: uri, place: place, language: language))
        byURI[uri] = resources.count - 1
        return resources.count - 1
    }

    /// Looks for names at a schema and at all schemas below it.
    private mutating func scan(
        _ schema: JSONValue,
        _ place: SchemaPlace,
        _ outer: Int,
        depth: Int
    ) throws(SchemaError) {
        guard owners[place] == nil else { return }
        guard depth < Self.greatestDepth else {
            throw SchemaError(.unsupported, "schemas are nested too deep", at: place)
        }
        owners[place] = outer
        guard case .object(let object) = schema else { return }
        let owner = try identify(object, place, outer)
        owners[place] = owner
        let draft = resources[owner].language.draft
        for keyword in SchemaKeywords.all where object[keyword.name] != nil {
            guard let value = object[keyword.name] else { continue }
            let below = place.appending(keyword.name)
            switch (keyword.shape, value) {
            case (.schema, .object), (.schema, .bool), (.schemaOrList, .object), (.schemaOrList, .bool):
                try scan(value, below, owner, depth: depth + 1)
            case (.list, .array(let elements)), (.schemaOrList, .array(let elements)):
                for (index, element) in elements.enumerated() {
                    try scan(element, below.appending(index), owner, depth: depth + 1)
                }
            case (.map, .object(let members)):
                for (name, member) in members {
                    try scan(member, below.appending(name), owner, depth: depth + 1)
                }
            default:
                break
            }
        }
        guard draft > .draft7 else { return }
        if let name = object["$anchor"]?.string { resources[owner].anchors[name] = place }
        if let name = object["$dynamicAnchor"]?.string {
            resources[owner].anchors[name] = place
            resources[owner].dynamicAnchors[name] = place
        }
    }

    /// The resource that a schema opens with `$id`, or is in.
    private mutating func identify(
        _ object: JSONObject,
        _ place: SchemaPlace,
        _ outer: Int
    ) throws(SchemaError) -> Int {
        var language = resources[outer].language
        if object["$schema"] != nil { language = try self.language(of: .object(object), at: place) }
        let draft = language.draft
        // Before 2019-09 a reference makes everything beside it a remark.
        guard let id = object[draft.idKeyword]?.string, draft > .draft7 || object["$ref"] == nil else {
            return outer
        }
        let target = URIReference(resources[outer].uri).resolving(URIReference(id))
        if draft <= .draft7, id.hasPrefix("#") {
            resources[outer].anchors[String(id.dropFirst())] = place
            return outer
        }
        let uri = target.withoutFragment
        if place == resources[outer].place {
            byURI[uri] = outer
            resources[outer] = Resource(uri: uri, place: place, language: language)
            return outer
        }
        // Of two schemas with one URI the first counts.
        return byURI[uri] == nil ? add(place, uri: uri, language) : addUnnamed(place, uri: uri, language)
    }

    private mutating func addUnnamed(_ place: SchemaPlace, uri: String, _ language: Language) -> Int {
        resources.append(Resource(uri: uri, place: place, language: language))
        return resources.count - 1
    }

    /// What the keywords of a schema mean, by its `$schema`.
    private mutating func language(of schema: JSONValue, at place: SchemaPlace) throws(SchemaError) -> Language {
        guard let text = schema["$schema"]?.string else {
            switch options.dialect {
            case .draft4: return Language(draft: .draft4, assertsFormats: options.assertsFormats)
            case .draft202012: return Language(draft: .draft202012, assertsFormats: options.assertsFormats)
            case .openAPI:
                return Language(draft: .draft202012, isOpenAPI: true, assertsFormats: options.assertsFormats)
            }
        }
        let uri = URIReference(text).withoutFragment
        if let draft = Draft(metaschema: uri) {
            return Language(draft: draft, assertsFormats: options.assertsFormats)
        }
        if let known = languages[uri] { return known }
        var language = Language(draft: .draft202012, assertsFormats: options.assertsFormats)
        guard let metaschema = options.load(uri) ?? Metaschemas.document(uri) else {
            throw SchemaError(.unresolvedReference, "$schema \"\(text)\" is not known", at: place)
        }
        if let vocabularies = metaschema["$vocabulary"]?.object {
            let list = vocabularies.map { ($0.key.description, $0.value.bool ?? false) }
            if let unknown = language.adopt(list) {
                throw SchemaError(.unsupported, "the vocabulary \(unknown) is required and not known", at: place)
            }
        }
        languages[uri] = language
        return language
    }
}
