import JSON

/// Makes nodes of a schema and of all that it refers to.
struct SchemaCompiler {
    var library: SchemaLibrary
    private var nodes: [SchemaNode] = []
    private var compiled: [SchemaPlace: NodeID] = [:]
    /// Schemas whose rules are still to be made: a list instead of recursion, so that references may go round.
    private var pending: [(node: NodeID, schema: JSONObject)] = []
    private var dynamicAnchors: [String: [Int: NodeID]] = [:]

    /// What is wrong, where that is tolerated.
    private(set) var defects: [SchemaError] = []
    private let toleratesDefects: Bool

    private static let mostNodes = 1_000_000

    init(_ options: Schema.Options) {
        library = SchemaLibrary(options)
        toleratesDefects = options.toleratesDefects
    }

    mutating func program(of document: JSONValue, at pointer: JSONPointer) throws(SchemaError) -> SchemaProgram {
        let root = try node(at: try library.begin(document, at: pointer))
        repeat {
            while let (id, schema) = pending.popLast() {
                try compile(schema, id)
            }
            try completeDynamicAnchors()
        } while !pending.isEmpty
        return SchemaProgram(nodes: nodes, root: root, dynamicAnchors: dynamicAnchors)
    }

    /// A dynamic reference may lead to any resource's anchor of its name.
    private mutating func completeDynamicAnchors() throws(SchemaError) {
        for name in dynamicAnchors.keys {
            for (resource, entry) in library.resources.enumerated() {
                guard let place = entry.dynamicAnchors[name], dynamicAnchors[name]?[resource] == nil else { continue }
                let node = try node(at: place)
                dynamicAnchors[name]?[resource] = node
            }
        }
    }

    /// The node of the schema at a place, whose rules are made later.
    mutating func node(at place: SchemaPlace) throws(SchemaError) -> NodeID {
        if let known = compiled[place] { return known }
        guard nodes.count < Self.mostNodes else {
            throw SchemaError(.unsupported, "there are too many schemas", at: place)
        }
        guard let schema = library.value(at: place) else {
            throw SchemaError(.malformed, "there is no schema here", at: place)
        }
        let id = nodes.count
        nodes.append(SchemaNode(place: place, resource: try library.owner(of: place)))
        compiled[place] = id
        switch schema {
        case .bool(let accepts):
            if !accepts { nodes[id].rules = [.never] }
        case .object(let object):
            pending.append((id, object))
        default:
            let error = SchemaError(.malformed, "a schema is an object or a boolean", at: place)
            guard toleratesDefects else { throw error }
            defects.append(error)
        }
        return id
    }

    /// Makes the rules of a schema; without the keywords that are broken, where that is tolerated.
    private mutating func compile(_ schema: JSONObject, _ id: NodeID) throws(SchemaError) {
        var schema = schema
        let language = library.resources[nodes[id].resource].language
        while true {
            do throws(SchemaError) {
                return try compile(KeywordReader(schema: schema, place: nodes[id].place), id, language)
            } catch {
                let keyword = keyword(of: error, in: nodes[id].place, schema)
                guard toleratesDefects, let keyword else { throw error }
                defects.append(error)
                schema[keyword] = nil
            }
        }
    }

    /// The keyword of a schema that an error is about; nil if it is about none.
    private func keyword(of error: SchemaError, in place: SchemaPlace, _ schema: JSONObject) -> JSONString? {
        let tokens = error.location.pointer.tokens
        if error.location.document == place.document, tokens.count > place.pointer.tokens.count,
            tokens.starts(with: place.pointer.tokens)
        {
            let keyword = tokens[place.pointer.tokens.count]
            if schema[keyword] != nil { return keyword }
        }
        return (["$ref", "$dynamicRef"] as [JSONString]).first { schema[$0] != nil }
    }

    private mutating func compile(_ reader: KeywordReader, _ id: NodeID, _ language: Language) throws(SchemaError) {
        var rules: [SchemaRule] = []
        // Before 2019-09 a reference makes everything beside it a remark.
        if language.draft <= .draft7, reader["$ref"] != nil {
            nodes[id].rules = try references(reader, nodes[id].resource)
            return
        }
        if language.hasValidation { rules += try assertions(reader, language) }
        if language.assertsFormats, let name = try reader.text("format"), let format = Format(rawValue: name) {
            rules.append(.format(format))
        }
        rules += try references(reader, nodes[id].resource)
        if language.hasApplicators {
            rules += try applicators(reader, language)
            rules += try containers(reader, language)
        }
        if language.hasUnevaluated, language.draft > .draft7 {
            for keyword in ["unevaluatedItems", "unevaluatedProperties"] as [JSONString] where reader[keyword] != nil {
                let node = try node(at: reader.place.appending(keyword))
                rules.append(keyword == "unevaluatedItems" ? .unevaluatedItems(node) : .unevaluatedProperties(node))
                nodes[id].notesWhatIsEvaluated = true
            }
        }
        if language.isOpenAPI, try reader.flag("nullable") {
            rules = try nullable(rules, id)
        }
        nodes[id].rules = rules
    }

    /// OpenAPI 3.0's `nullable`: null, or what the other rules say.
    private mutating func nullable(_ rules: [SchemaRule], _ id: NodeID) throws(SchemaError) -> [SchemaRule] {
        var other = nodes[id]
        other.rules = rules
        nodes.append(other)
        nodes.append(
            SchemaNode(place: other.place.appending("nullable"), resource: other.resource, rules: [.types(.null)])
        )
        nodes[id].notesWhatIsEvaluated = false
        return [.condition(if: nodes.count - 1, then: nil, else: nodes.count - 2)]
    }

    private mutating func references(_ reader: KeywordReader, _ owner: Int) throws(SchemaError) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        if let reference = try reader.text("$ref") {
            let target = try library.target(of: reference, in: owner, at: reader.place.appending("$ref"))
            rules.append(.reference(try node(at: target.place), keyword: "$ref"))
        }
        if library.resources[owner].language.draft == .draft202012, let reference = try reader.text("$dynamicRef") {
            let target = try library.target(of: reference, in: owner, at: reader.place.appending("$dynamicRef"))
            let fallback = try node(at: target.place)
            if let name = target.dynamicAnchor {
                dynamicAnchors[name, default: [:]][nodes[fallback].resource] = fallback
                rules.append(.dynamicReference(name, fallback: fallback))
            } else {
                rules.append(.reference(fallback, keyword: "$dynamicRef"))
            }
        }
        return rules
    }

    /// The nodes of the schemas in a keyword's array.
    mutating func nodes(in keyword: JSONString, _ reader: KeywordReader) throws(SchemaError) -> [NodeID]? {
        guard let array = try reader.array(keyword) else { return nil }
        guard !array.isEmpty || keyword == "prefixItems" || keyword == "items" else {
            throw reader.error(keyword, "has no schemas")
        }
        var found: [NodeID] = []
        for index in array.indices {
            found.append(try node(at: reader.place.appending(keyword).appending(index)))
        }
        return found
    }

    /// The node of the schema that a keyword holds; nil without the keyword.
    mutating func node(in keyword: JSONString, _ reader: KeywordReader) throws(SchemaError) -> NodeID? {
        reader[keyword] == nil ? nil : try node(at: reader.place.appending(keyword))
    }
}
