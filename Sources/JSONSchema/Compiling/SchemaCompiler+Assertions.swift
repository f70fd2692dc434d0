import JSON

extension SchemaCompiler {
    /// The keywords that look at a value by themselves.
    func assertions(_ reader: KeywordReader, _ language: Language) throws(SchemaError) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        if let types = try types(reader, language) { rules.append(.types(types)) }
        if language.draft > .draft4, let value = reader["const"] { rules.append(.constant(value)) }
        if let values = try reader.array("enum") { rules.append(.enumeration(EnumerationRule(values))) }
        if let number = try reader.number("multipleOf") {
            guard let divisor = DecimalNumber(number), number.double > 0 else {
                throw reader.error("multipleOf", "is not more than 0")
            }
            rules.append(.multipleOf(divisor))
        }
        rules += try bounds(reader, language)
        if let count = try reader.count("minLength") { rules.append(.minLength(count)) }
        if let count = try reader.count("maxLength") { rules.append(.maxLength(count)) }
        if let text = try reader.text("pattern") { rules.append(.pattern(try reader.pattern(text, "pattern"))) }
        if let count = try reader.count("minItems") { rules.append(.minItems(count)) }
        if let count = try reader.count("maxItems") { rules.append(.maxItems(count)) }
        if try reader.flag("uniqueItems") { rules.append(.uniqueItems) }
        if let count = try reader.count("minProperties") { rules.append(.minProperties(count)) }
        if let count = try reader.count("maxProperties") { rules.append(.maxProperties(count)) }
        if let names = try required(reader, language) { rules.append(.required(names)) }
        if language.draft > .draft7, let dependencies = try reader.object("dependentRequired") {
            var required: [(name: JSONString, names: [JSONString])] = []
            for (name, value) in dependencies {
                guard let array = value.array else {
                    throw reader.error("dependentRequired", "holds no array of names")
                }
                required.append((name, try reader.names(array, "dependentRequired")))
            }
            rules.append(.dependentRequired(required, keyword: "dependentRequired"))
        }
        return rules
    }

    private func required(_ reader: KeywordReader, _ language: Language) throws(SchemaError) -> [JSONString]? {
        // Some of OpenAPI's documents have draft 3's boolean inside of properties; it is a remark.
        if language.isOpenAPI, reader["required"]?.bool != nil { return nil }
        return try reader.names("required")
    }

    private func types(_ reader: KeywordReader, _ language: Language) throws(SchemaError) -> JSONTypes? {
        guard let value = reader["type"] else { return nil }
        let names: [JSONValue]
        switch value {
        case .string: names = [value]
        case .array(let array): names = array
        default: throw reader.error("type", "is neither a string nor an array of strings")
        }
        var types: JSONTypes = []
        for name in names {
            guard var type = JSONTypes.names.first(where: { $0.name == name.string })?.type else {
                throw reader.error("type", "has a type that is not known")
            }
            if type == .integer, language.draft == .draft4 { type = .writtenInteger }
            types.insert(type)
        }
        return types
    }

    private func bounds(_ reader: KeywordReader, _ language: Language) throws(SchemaError) -> [SchemaRule] {
        var rules: [SchemaRule] = []
        for (keyword, exclusive, isMinimum) in [
            ("minimum", "exclusiveMinimum", true), ("maximum", "exclusiveMaximum", false),
        ] as [(JSONString, JSONString, Bool)] {
            var isExclusive = false
            if language.draft == .draft4 || (language.isOpenAPI && reader[exclusive]?.bool != nil) {
                isExclusive = try reader.flag(exclusive)
            } else if let limit = try reader.number(exclusive) {
                rules.append(
                    .bound(BoundRule(limit: limit, isMinimum: isMinimum, isExclusive: true, keyword: exclusive))
                )
            }
            if let limit = try reader.number(keyword) {
                rules.append(
                    .bound(BoundRule(limit: limit, isMinimum: isMinimum, isExclusive: isExclusive, keyword: keyword))
                )
            }
        }
        return rules
    }
}
