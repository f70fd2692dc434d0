public import JSON

/// An input's schema, compiled once to what pydantic makes of it; validates any number of bodies.
public struct RequestModel: Sendable {
    let program: Program

    /// Compiles the schema at a place of the document.
    ///
    /// - Throws: What is wrong with the schema or one that it refers to, and where.
    public init(_ schema: JSONPointer, in document: OpenAPIDocument) throws(DocumentError) {
        var compiler = SchemaCompiler(document: document)
        program = try compiler.program(of: schema)
    }

    /// Compiles the schema at a place of the document as far as it can be: what is broken in it takes any value, and is noted.
    public init(_ schema: JSONPointer, in document: OpenAPIDocument, noting errors: inout [DocumentError]) {
        var compiler = SchemaCompiler(document: document, toleratesErrors: true)
        do throws(DocumentError) {
            program = try compiler.program(of: schema)
            errors += compiler.errors
        } catch {
            errors += compiler.errors + [error]
            program = Program(rules: [.any], sources: [schema], root: 0)
        }
    }

    /// A model that takes every value, for documents that do not say.
    public static let anything = RequestModel(program: Program(rules: [.any], sources: [JSONPointer()], root: 0))

    private init(program: Program) {
        self.program = program
    }

    /// The names of the fields in the model's order, which is the order of errors; empty if the input is no model.
    public var fieldNames: [String] {
        program.model?.fields.map(\.name.description) ?? []
    }

    /// Validates a body that was read.
    public func validate(_ body: RequestBody) -> Verdict {
        switch body {
        case .absent:
            return refused(.missing, or: Complaint.Old.missing, input: .null)
        case .bytes(let count):
            let input = JSONValue.string(JSONString("<binary \(count) bytes>"))
            return refused(.modelAttributesType, or: Complaint.Old.dict, input: input)
        case .unreadable:
            return .unreadable
        case .invalidJSON(let error):
            return .refused([FieldError(error, schema: program.sources[program.root])])
        case .json(let value):
            return validate(value)
        }
    }

    /// Validates a JSON value. An object that is right and complete, in the model's order, is returned as it is.
    public func validate(_ value: JSONValue) -> Verdict {
        if case .null = value {
            return refused(.missing, or: Complaint.Old.missing, input: .null)
        }
        let (outcome, failures) = program.check(program.root, value)
        switch outcome {
        case .same:
            return .accepted(value)
        case .changed(let coerced):
            return .accepted(coerced)
        case .failed:
            let errors = failures.map { $0.error(in: program) }
            guard errors.allSatisfy({ EchoDepth.isEncodable($0.input) }) else { return .unanswerable }
            return .refused(errors)
        }
    }

    private func refused(_ complaint: Complaint, or old: Complaint, input: JSONValue) -> Verdict {
        var complaint = complaint
        if case .one = program.version { complaint = old }
        let failure = Failure(complaint: complaint, input: input, rule: program.root, keyword: "type")
        return .refused([failure.error(in: program)])
    }
}

extension FieldError {
    /// FastAPI's error for a body that is not JSON; the place is an offset in the text.
    fileprivate init(_ error: JSONParseError, schema: JSONPointer) {
        self.init(
            type: "json_invalid",
            location: [.name("body"), .index(error.offset)],
            message: "JSON decode error",
            input: .object([:]),
            context: ["error": .string(JSONString(error.message))],
            instance: JSONPointer(),
            schema: schema
        )
    }
}
