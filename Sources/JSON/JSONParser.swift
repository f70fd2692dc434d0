/// Reads JSON text into a `JSONValue`, in time proportional to its length and without recursion.
public struct JSONParser {
    /// The value of a `maximumDepth` beyond which nothing more is allowed, so that values can be released without
    /// overflowing a thread's stack.
    public static let greatestDepth = 4096

    /// Reads one text.
    ///
    /// - Parameters:
    ///   - bytes: The whole text.
    ///   - dialect: What counts as JSON.
    ///   - maximumDepth: How many arrays and objects may be open at once; at most `greatestDepth`.
    /// - Throws: The first error of the text; one of the encoding comes before all others, wherever it is.
    public static func parse(
        _ bytes: [UInt8],
        as dialect: JSONDialect = .strict,
        maximumDepth: Int = 512
    ) throws(JSONParseError) -> JSONValue {
        let encoding = TextEncoding.detect(bytes, in: dialect)
        guard encoding.form == .utf8 else {
            var text: [UInt8] = []
            if let invalid = encoding.transcode(bytes, to: &text) {
                throw error(.undecodable(at: text.count), in: text, name: encoding.name, invalidAt: invalid)
            }
            return try parseUTF8(text, from: 0, as: dialect, maximumDepth: maximumDepth)
        }
        return try parseUTF8(bytes, from: encoding.markLength, as: dialect, maximumDepth: maximumDepth)
    }

    private static func parseUTF8(
        _ bytes: [UInt8],
        from start: Int,
        as dialect: JSONDialect,
        maximumDepth: Int
    ) throws(JSONParseError) -> JSONValue {
        do throws(ParseFault) {
            return try unsafe bytes.withUnsafeBufferPointer { (buffer) throws(ParseFault) -> JSONValue in
                let text = unsafe TextBytes(buffer)
                var reader = DocumentReader(
                    text,
                    from: start,
                    dialect: dialect,
                    maximumDepth: min(maximumDepth, greatestDepth)
                )
                return try reader.readDocument()
            }
        } catch {
            // Python decodes all of the text before it reads any of it.
            let text = Array(bytes[start...])
            if let invalid = firstUndecodable(text, in: dialect) {
                throw Self.error(
                    .undecodable(at: invalid),
                    in: text,
                    name: "UTF-8",
                    invalidAt: start + invalid
                )
            }
            var fault = error
            fault.position -= start
            throw Self.error(fault, in: text)
        }
    }

    private static func firstUndecodable(_ text: [UInt8], in dialect: JSONDialect) -> Int? {
        if let invalid = GeneralizedUTF8.firstInvalid(text) {
            return invalid
        }
        switch dialect {
        case .python: return nil
        case .strict: return text.indices.first { GeneralizedUTF8.isSurrogate(text, at: $0) }
        }
    }

    private static func error(
        _ fault: ParseFault,
        in text: [UInt8],
        name: String = "",
        invalidAt invalid: Int = 0
    ) -> JSONParseError {
        let position = SourcePosition(ofByte: fault.position, in: text)
        return JSONParseError(
            code: fault.code,
            message: fault.code == .undecodable ? "Invalid \(name) at byte \(invalid)" : fault.message,
            offset: GeneralizedUTF8.codePointCount(text[..<min(fault.position, text.count)]),
            line: position.line,
            column: position.column
        )
    }
}
