internal import FalAPI
internal import HTTPTypes
internal import JSON

/// What cases demand of an answer. Each throws a `Deviation` that names both sides.
extension Exchange {
    /// A condition in words.
    func expect(
        _ holds: Bool,
        _ expected: String,
        got actual: String? = nil,
        _ grade: Grade? = nil
    )
        throws
    {
        guard !holds else { return }
        throw Deviation(expected: expected, actual: actual ?? answerLine, grade: grade, exchange: self)
    }

    /// One of these status codes.
    @discardableResult
    func expect(status codes: Int...) throws -> Exchange {
        try expect(
            codes.contains(status),
            "status \(codes.map(String.init).joined(separator: " or "))",
            got: "status \(status)"
        )
        return self
    }

    /// A status code and a JSON body after a template.
    @discardableResult
    func expect(status code: Int, _ template: JSONValue) throws -> Exchange {
        try expect(status: code)
        return try expect(json: template)
    }

    /// A JSON body after a template.
    @discardableResult
    func expect(json template: JSONValue) throws -> Exchange {
        guard let json else {
            throw Deviation(expected: "a body of JSON", actual: answerLine, exchange: self)
        }
        if let mismatch = JSONTemplate.mismatch(template, json) {
            throw Deviation(
                expected: "\(mismatch.expected) at \(mismatch.place.isEmpty ? "the top" : mismatch.place)",
                actual: mismatch.actual,
                grade: mismatch.isOrder ? .cosmetic : nil,
                exchange: self
            )
        }
        return self
    }

    /// One of several templates; the first is the one that a deviation names.
    @discardableResult
    func expect(jsonOneOf templates: [JSONValue]) throws -> Exchange {
        if let json, templates.contains(where: { JSONTemplate.mismatch($0, json) == nil }) {
            return self
        }
        return try expect(json: templates[0])
    }

    /// Members that must not be there.
    func expect(absent names: String..., at place: JSONValue? = nil) throws {
        let object = (place ?? json)?.object
        for name in names where object?[name] != nil {
            try expect(
                false,
                "no member '\(name)'",
                got: "\(name): \(JSONTemplate.spelling(object?[name] ?? .null))"
            )
        }
    }

    /// A header field with a value.
    func expect(_ name: HTTPField.Name, _ value: String, _ grade: Grade? = nil) throws {
        try expect(
            self[name] == value,
            "\(name): \(value)",
            got: self[name].map { "\(name): \($0)" } ?? "no \(name)",
            grade
        )
    }

    /// A header field that must not be there.
    func expect(absent name: HTTPField.Name, _ grade: Grade? = nil) throws {
        try expect(
            self[name] == nil,
            "no header field \(name)",
            got: "\(name): \(self[name] ?? "")",
            grade
        )
    }

    /// A header field that is there, whatever it says.
    @discardableResult
    func value(_ name: HTTPField.Name) throws -> String {
        guard let value = self[name], !value.isEmpty else {
            throw Deviation(expected: "a header field \(name)", actual: answerLine, exchange: self)
        }
        return value
    }

    /// A media type, whatever its parameters.
    func expect(type: String) throws {
        let came = self[.contentType] ?? "none"
        let essence = came.prefix { $0 != ";" && $0 != " " }.lowercased()
        try expect(essence == type, "the content type \(type)", got: came)
    }

    /// A text in the body.
    func text(_ name: String) throws -> String {
        guard let value = json?[name]?.string, !value.isEmpty else {
            throw Deviation(expected: "a text '\(name)'", actual: answerLine, exchange: self)
        }
        return value
    }

    /// JSON without spaces between its parts, as fal writes it.
    func expectCompact() throws {
        var isInText = false
        var isEscaped = false
        for byte in body {
            if isEscaped {
                isEscaped = false
            } else if isInText {
                if byte == UInt8(ascii: "\\") { isEscaped = true }
                if byte == UInt8(ascii: "\"") { isInText = false }
            } else if byte == UInt8(ascii: "\"") {
                isInText = true
            } else if byte <= 0x20 {
                try expect(
                    false,
                    "JSON without spaces between its parts",
                    got: Self.shortened(text),
                    .cosmetic
                )
            }
        }
    }

    /// Whether the answer says that there is no such service.
    var isAbsent: Bool { [404, 405, 501].contains(status) }
}
