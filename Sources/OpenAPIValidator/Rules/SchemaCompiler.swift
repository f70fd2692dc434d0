import JSON
import JSONSchema

/// Makes rules of a schema and of all that it refers to.
struct SchemaCompiler {
    let document: OpenAPIDocument
    let version: PydanticVersion

    var rules: [Rule] = []
    private var sources: [JSONPointer] = []
    private var compiled: [JSONPointer: RuleID] = [:]

    /// How deep schemas may lie in each other without references; a document is not trusted to be shallow.
    private static let greatestDepth = 256
    private var depth = 0

    /// What is wrong, where that is tolerated: such schemas take any value.
    private(set) var errors: [DocumentError] = []
    private let toleratesErrors: Bool

    init(document: OpenAPIDocument, toleratesErrors: Bool = false) {
        self.document = document
        version = PydanticVersion.of(document.root)
        self.toleratesErrors = toleratesErrors
    }

    mutating func program(of place: JSONPointer) throws(DocumentError) -> Program {
        let root = try rule(at: place)
        try RuleCycles(rules: rules, sources: sources).refuseEndless()
        nameBranches()
        let program = Program(rules: rules, sources: sources, root: root, version: version)
        completeDefaults(by: program)
        return Program(rules: rules, sources: sources, root: root, version: version)
    }

    private mutating func nameBranches() {
        var naming = RuleNaming(rules: rules)
        for (id, rule) in rules.enumerated() {
            guard case .union(let union) = rule else { continue }
            var branches: [(rule: RuleID, name: JSONString)] = []
            for branch in union.branches {
                branches.append((branch.rule, JSONString(naming.name(of: branch.rule))))
            }
            rules[id] = .union(UnionRule(branches: branches))
        }
    }

    /// A model's default is an instance of it, with its own defaults; documents have only what was given to it.
    private mutating func completeDefaults(by program: Program) {
        for (id, rule) in rules.enumerated() {
            guard case .model(let model) = rule, model.fields.contains(where: \.hasComposedDefault) else { continue }
            let fields = model.fields.map { field in
                var field = field
                if field.hasComposedDefault, let value = field.defaultValue {
                    if case .changed(let completed) = program.check(field.rule, value).outcome {
                        field.defaultValue = completed
                    }
                }
                return field
            }
            rules[id] = .model(ModelRule(name: model.name, fields: fields, extra: model.extra))
        }
    }

    /// The rule of the schema at a place.
    mutating func rule(at start: JSONPointer) throws(DocumentError) -> RuleID {
        guard toleratesErrors else { return try strictRule(at: start) }
        do throws(DocumentError) {
            return try strictRule(at: start)
        } catch {
            errors.append(error)
            return add(.any, at: start)
        }
    }

    /// The rule of the schema at a place, which is compiled once; while it is being compiled its index is known.
    private mutating func strictRule(at start: JSONPointer) throws(DocumentError) -> RuleID {
        let place = try ReferenceFollower(root: document.root).follow(start)
        if let known = compiled[place] {
            return known
        }
        guard let schema = document.resolve(place) else {
            throw DocumentError(code: .malformed, message: "there is no schema here", pointer: place)
        }
        guard depth < Self.greatestDepth else {
            throw DocumentError(code: .unsupported, message: "schemas are nested too deep", pointer: place)
        }
        let id = reserve(at: place)
        compiled[place] = id
        depth += 1
        defer { depth -= 1 }
        switch schema {
        case .object(let object):
            let reader = SchemaReader(schema: object, place: place)
            rules[id] = try rule(of: reader, isNamed: place != start)
        case .bool(true):
            break
        default:
            throw DocumentError(code: .malformed, message: "a schema is an object", pointer: place)
        }
        return id
    }

    private mutating func reserve(at place: JSONPointer) -> RuleID {
        rules.append(.any)
        sources.append(place)
        return rules.count - 1
    }

    mutating func add(_ rule: Rule, at place: JSONPointer) -> RuleID {
        let id = reserve(at: place)
        rules[id] = rule
        return id
    }

    private mutating func rule(of reader: SchemaReader, isNamed: Bool) throws(DocumentError) -> Rule {
        let rule = try notNullableRule(of: reader, isNamed: isNamed)
        guard try reader.flag("nullable") else { return rule }
        if case .nullable = rule {
            return rule
        }
        return .nullable(add(rule, at: reader.place))
    }

    private mutating func notNullableRule(of reader: SchemaReader, isNamed: Bool) throws(DocumentError) -> Rule {
        if let places = try reader.schemas("allOf") {
            guard places.count == 1 else {
                throw reader.error(.unsupported, "allOf", "allOf has \(places.count) schemas; only one is understood")
            }
            return .alias(try rule(at: places[0]))
        }
        for keyword in ["anyOf", "oneOf"] {
            if let places = try reader.schemas(keyword) {
                return try union(of: places, reader)
            }
        }
        if let rule = try literal(reader, isNamed: isNamed) {
            return rule
        }
        let types = try reader.types()
        guard types.count > 1 else {
            return try self.rule(ofType: types.first, reader)
        }
        let isNullable = types.contains("null")
        var branches: [RuleID] = []
        for type in types where type != "null" {
            branches.append(add(try rule(ofType: type, reader), at: reader.place))
        }
        return joined(branches, isNullable: isNullable, at: reader.place)
    }

    private func literal(_ reader: SchemaReader, isNamed: Bool) throws(DocumentError) -> Rule? {
        if let value = reader.schema["const"] {
            return .literal(LiteralRule(values: [value], className: nil, keyword: "const"))
        }
        guard let values = try reader.array("enum") else { return nil }
        guard !values.isEmpty else {
            throw reader.error(.malformed, "enum", "enum has no values")
        }
        // pydantic writes an Enum class as a schema of its own, and a Literal where it is used.
        let className = isNamed ? reader.className : nil
        return .literal(LiteralRule(values: values, className: className, keyword: "enum"))
    }

    private mutating func rule(ofType type: String?, _ reader: SchemaReader) throws(DocumentError) -> Rule {
        switch type {
        case nil where reader.schema["properties"] != nil: return try object(reader)
        case nil: return .any
        case "null": return .null
        case "boolean": return .boolean
        case "string": return try string(reader)
        case "integer": return .integer(IntegerRule(bounds: try reader.wholeBounds()))
        case "number": return .number(NumberRule(bounds: try reader.doubleBounds()))
        case "array": return try array(reader)
        case "object": return try object(reader)
        case let type?: throw reader.error(.unsupported, "type", "type \"\(type)\" is not known")
        }
    }

    private func string(_ reader: SchemaReader) throws(DocumentError) -> Rule {
        let minLength = try reader.count("minLength")
        let maxLength = try reader.count("maxLength")
        if let name = try reader.text("format"),
            let format = TextFormat(name: name, minLength: minLength, maxLength: maxLength)
        {
            return .format(format)
        }
        let isOld = if case .one = version { true } else { false }
        let pattern = try reader.pattern(as: isOld ? .python : .rust)
        return .string(StringRule(minLength: minLength, maxLength: maxLength, pattern: pattern))
    }

    private mutating func array(_ reader: SchemaReader) throws(DocumentError) -> Rule {
        if let places = try reader.schemas("prefixItems") {
            var items: [RuleID] = []
            for place in places {
                items.append(try rule(at: place))
            }
            return .tuple(items)
        }
        var items: RuleID?
        if let schema = reader.schema["items"], schema != .object([:]) {
            items = try rule(at: reader.place.appending("items"))
        }
        let rule = ListRule(
            items: items,
            minItems: try reader.count("minItems"),
            maxItems: try reader.count("maxItems")
        )
        return try reader.flag("uniqueItems") ? .set(rule) : .list(rule)
    }
}
