import JSON

extension SchemaCompiler {
    mutating func object(_ reader: SchemaReader) throws(DocumentError) -> Rule {
        let additional = reader.schema["additionalProperties"]
        let hasAdditionalSchema = additional?.object.map { !$0.isEmpty } ?? false
        guard let properties = try reader.object("properties") else {
            return .dictionary(
                DictionaryRule(
                    values: hasAdditionalSchema ? try rule(at: reader.place.appending("additionalProperties")) : nil,
                    minProperties: try reader.count("minProperties"),
                    maxProperties: try reader.count("maxProperties")
                )
            )
        }
        let required = Set(try reader.names("required") ?? [])
        var fields: [ModelRule.Field] = []
        for name in try reader.fieldOrder(of: properties) {
            let place = reader.place.appending("properties").appending(name)
            let id = try rule(at: place)
            // Not `? nil :`, which would be the value null.
            var value: JSONValue?
            if !required.contains(name) {
                value = defaultValue(properties[name], id)
            }
            fields.append(ModelRule.Field(name: name, rule: id, defaultValue: value))
        }
        let extra: ModelRule.Extra =
            switch additional {
            case .bool(false): .forbid
            case nil: .ignore
            default: .keep
            }
        return .model(ModelRule(name: reader.className, fields: fields, extra: extra))
    }

    /// pydantic never validates a default. Documents leave out a default of None and what a factory makes; of these
    /// only the empty list can be guessed.
    private func defaultValue(_ schema: JSONValue?, _ id: RuleID) -> JSONValue {
        if let value = schema?["default"] {
            return normalized(value, id)
        }
        // The first pydantic's documents do not show that a field may be null.
        if case .one = version { return .null }
        return switch rules[resolved(id)] {
        case .list, .set: []
        default: .null
        }
    }

    /// Documents write a float's default 1.0 as 1.
    private func normalized(_ value: JSONValue, _ id: RuleID) -> JSONValue {
        guard case .number(.integer(let integer)) = value else { return value }
        var id = resolved(id)
        if case .nullable(let inner) = rules[id] {
            id = resolved(inner)
        }
        if case .number = rules[id] {
            return .number(.double(Double(integer)))
        }
        return value
    }

    /// The rule that an alias stands for; itself if that leads round in a circle, which is refused later.
    private func resolved(_ start: RuleID) -> RuleID {
        var id = start
        for _ in rules.indices {
            guard case .alias(let next) = rules[id] else { return id }
            id = next
        }
        return start
    }

    mutating func union(of places: [JSONPointer], _ reader: SchemaReader) throws(DocumentError) -> Rule {
        var branches: [RuleID] = []
        var isNullable = false
        for place in places {
            let id = try rule(at: place)
            if case .null = rules[resolved(id)] {
                isNullable = true
            } else {
                branches.append(id)
            }
        }
        guard let discriminator = try reader.object("discriminator") else {
            return joined(branches, isNullable: isNullable, at: reader.place)
        }
        let tagged = try tagged(by: discriminator, branches: branches, reader)
        return isNullable ? .nullable(add(tagged, at: reader.place)) : tagged
    }

    mutating func joined(_ branches: [RuleID], isNullable: Bool, at place: JSONPointer) -> Rule {
        switch branches.count {
        case 0:
            return .null
        case 1:
            return isNullable ? .nullable(branches[0]) : .alias(branches[0])
        default:
            // The names come last: branches may be schemas that are still being compiled.
            let union = Rule.union(UnionRule(branches: branches.map { ($0, "") }))
            return isNullable ? .nullable(add(union, at: place)) : union
        }
    }

    private mutating func tagged(
        by discriminator: JSONObject,
        branches: [RuleID],
        _ reader: SchemaReader
    ) throws(DocumentError) -> Rule {
        guard let property = discriminator["propertyName"]?.string else {
            throw reader.error(.malformed, "discriminator", "discriminator has no propertyName")
        }
        var tags: [(tag: JSONString, rule: RuleID)] = []
        for branch in branches {
            guard case .model(let model) = rules[resolved(branch)],
                let field = model.fields.first(where: { $0.name == JSONString(property) }),
                case .literal(let literal) = rules[resolved(field.rule)]
            else {
                throw reader.error(
                    .unsupported,
                    "discriminator",
                    "not every branch is a model whose \(property) is one of some literals"
                )
            }
            for case .string(let tag) in literal.values {
                tags.append((tag, branch))
            }
        }
        return .tagged(TaggedRule(property: JSONString(property), branches: tags))
    }
}
