public import JSON

/// A JSON Schema, compiled once; judges any number of values.
///
/// ```swift
/// let schema = try Schema(["type": "object", "required": ["prompt"]])
/// schema.accepts(["prompt": "a fox"])  // true
/// schema.problems(in: [:])             // what is wrong, where, and by which rule
/// ```
public struct Schema: Sendable {
    let program: SchemaProgram

    /// What is wrong with the schema, where `Options.toleratesDefects` is set: these rules are left out.
    public let defects: [SchemaError]

    /// Compiles the schema at a place of a document, and all that it refers to.
    ///
    /// - Parameters:
    ///   - document: JSON that is, or holds, the schema.
    ///   - place: Where in the document the schema is.
    ///   - options: How it is to be read.
    /// - Throws: What is wrong with the schema or one that it refers to, and where.
    public init(
        _ document: JSONValue,
        at place: JSONPointer = JSONPointer(),
        options: Options = Options()
    ) throws(SchemaError) {
        var compiler = SchemaCompiler(options)
        program = try compiler.program(of: document, at: place)
        defects = compiler.defects
    }

    /// Whether a value satisfies the schema.
    public func accepts(_ value: JSONValue) -> Bool {
        var validation = Validation(program)
        return validation.check(program.root, value)
    }

    /// What is wrong with a value; empty if it satisfies the schema.
    ///
    /// - Parameter limit: How many problems are looked for.
    public func problems(in value: JSONValue, limit: Int = 20) -> [SchemaProblem] {
        if accepts(value) { return [] }
        var validation = Validation(program, reportsUpTo: limit)
        _ = validation.check(program.root, value)
        return validation.problems
    }
}

extension Schema {
    /// How a schema is read.
    public struct Options: Sendable {
        /// The rules for schemas that do not name their own with `$schema`.
        public var dialect: Dialect

        /// Whether `format` is a rule; otherwise it is a remark, unless the schema's vocabularies say otherwise.
        public var assertsFormats: Bool

        /// Whether keywords that are broken, or lead nowhere, are left out; otherwise the first of them is an error.
        public var toleratesDefects: Bool

        /// The URI of the document, which relative references are resolved against; may be empty.
        public var baseURI: String

        /// Gives the documents that references name, by their absolute URI without a fragment; nil for those it does not have.
        /// The schemas of the standard itself are always there.
        public var load: @Sendable (String) -> JSONValue?

        /// Options with these values.
        public init(
            dialect: Dialect = .draft202012,
            assertsFormats: Bool = true,
            toleratesDefects: Bool = false,
            baseURI: String = "",
            load: @escaping @Sendable (String) -> JSONValue? = { _ in nil }
        ) {
            self.dialect = dialect
            self.assertsFormats = assertsFormats
            self.toleratesDefects = toleratesDefects
            self.baseURI = baseURI
            self.load = load
        }
    }

    /// The rules by which schemas are read where `$schema` does not say otherwise.
    public enum Dialect: Sendable, Hashable {
        /// JSON Schema draft 4.
        case draft4
        /// JSON Schema 2020-12.
        case draft202012
        /// The schemas of OpenAPI documents as they are found: 2020-12, and what OpenAPI 3.0 has beside or instead of it:
        /// `nullable`, and booleans for `exclusiveMinimum` and `exclusiveMaximum`.
        case openAPI
    }
}
