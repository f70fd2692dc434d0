import JSON

extension SchemaCompiler {
    /// The keywords that put other schemas to the same value.
    mutating func applicators(_ reader: KeywordReader, _ language: Language) throws(SchemaError) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        if let nodes = try nodes(in: "allOf", reader) { rules.append(.allOf(nodes)) }
        if let nodes = try nodes(in: "anyOf", reader) { rules.append(.anyOf(nodes)) }
        if let nodes = try nodes(in: "oneOf", reader) { rules.append(.oneOf(nodes)) }
        if let node = try node(in: "not", reader) { rules.append(.not(node)) }
        if language.draft >= .draft7, let condition = try node(in: "if", reader) {
            let (then, otherwise) = (try node(in: "then", reader), try node(in: "else", reader))
            rules.append(.condition(if: condition, then: then, else: otherwise))
        }
        if language.draft > .draft7, let members = try reader.object("dependentSchemas") {
            rules.append(try dependentSchemas(members, "dependentSchemas", reader))
        }
        // 2019-09 has parted it in two; schemas that still have it mean it.
        if let dependencies = try reader.object("dependencies") {
            var required: [(name: JSONString, names: [JSONString])] = []
            var schemas = JSONObject()
            for (name, value) in dependencies {
                switch value {
                case .array(let names): required.append((name, try reader.names(names, "dependencies")))
                default: schemas[name] = value
                }
            }
            if !required.isEmpty { rules.append(.dependentRequired(required, keyword: "dependencies")) }
            if !schemas.isEmpty { rules.append(try dependentSchemas(schemas, "dependencies", reader)) }
        }
        return rules
    }

    private mutating func dependentSchemas(
        _ members: JSONObject,
        _ keyword: JSONString,
        _ reader: KeywordReader
    ) throws(SchemaError) -> SchemaRule {
        var schemas: [(name: JSONString, node: NodeID)] = []
        for name in members.keys {
            schemas.append((name, try node(at: reader.place.appending(keyword).appending(name))))
        }
        return .dependentSchemas(schemas, keyword: keyword)
    }

    /// The keywords that put other schemas to parts of the value.
    mutating func containers(_ reader: KeywordReader, _ language: Language) throws(SchemaError) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        if let rule = try members(reader) { rules.append(.members(rule)) }
        if language.draft > .draft4, let node = try node(in: "propertyNames", reader) {
            rules.append(.propertyNames(node))
        }
        if let rule = try elements(reader, language) { rules.append(.elements(rule)) }
        if language.draft > .draft4, let node = try node(in: "contains", reader) {
            let counts = language.draft > .draft7 && language.hasValidation
            let rule = ContainsRule(
                node: node,
                least: counts ? try reader.count("minContains") ?? 1 : 1,
                most: counts ? try reader.count("maxContains") : nil,
                evaluates: language.draft == .draft202012
            )
            rules.append(.contains(rule))
        }
        return rules
    }

    private mutating func members(_ reader: KeywordReader) throws(SchemaError) -> MembersRule? {
        let (properties, expressions) = (try reader.object("properties"), try reader.object("patternProperties"))
        let additional = try node(in: "additionalProperties", reader)
        guard properties != nil || expressions != nil || additional != nil else { return nil }
        var named: [JSONString: NodeID] = [:]
        for name in properties?.keys ?? [] {
            named[name] = try node(at: reader.place.appending("properties").appending(name))
        }
        var patterns: [(pattern: Pattern, node: NodeID)] = []
        for name in expressions?.keys ?? [] {
            let pattern = try reader.pattern(name.description, "patternProperties")
            patterns.append((pattern, try node(at: reader.place.appending("patternProperties").appending(name))))
        }
        return MembersRule(named: named, patterns: patterns, additional: additional)
    }

    private mutating func elements(_ reader: KeywordReader, _ language: Language) throws(SchemaError) -> ElementsRule? {
        if language.draft == .draft202012 {
            let first = try nodes(in: "prefixItems", reader)
            let rest = try node(in: "items", reader)
            return first == nil && rest == nil ? nil : ElementsRule(first: first ?? [], rest: rest)
        }
        if case .array = reader["items"] {
            let first = try nodes(in: "items", reader) ?? []
            return ElementsRule(first: first, rest: try node(in: "additionalItems", reader))
        }
        return try node(in: "items", reader).map { ElementsRule(first: [], rest: $0) }
    }
}
