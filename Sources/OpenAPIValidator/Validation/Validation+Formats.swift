import JSON

extension Validation {
    mutating func checkFormat(_ format: TextFormat, _ value: JSONValue, _ id: RuleID) -> Outcome {
        switch format {
        case .bytes(let minLength, let maxLength):
            return checkBytes(value, id, minLength: minLength, maxLength: maxLength)
        case .url(let maxLength):
            return checkText(value, id, wrongType: URLText.wrongType) { text in
                URLText.complaint(text, maxLength: maxLength)
            }
        case .uuid(let version):
            return checkText(value, id, wrongType: UUIDText.wrongType) { text in
                UUIDText.complaint(text, version: version)
            }
        case .date:
            return checkMoment(value, id, wrongType: DateText.wrongDateType, DateText.dateComplaint)
        case .dateTime:
            return checkMoment(value, id, wrongType: DateText.wrongDateTimeType, DateText.dateTimeComplaint)
        }
    }

    private mutating func checkText(
        _ value: JSONValue,
        _ id: RuleID,
        wrongType: Complaint,
        _ complaint: (String) -> Complaint?
    ) -> Outcome {
        guard case .string(let string) = value else { return fail(wrongType, value, id, "type") }
        guard let text = string.string else { return fail(.stringUnicode, value, id, "type") }
        floor(.lax)
        return complaint(text).map { fail($0, value, id, "format") } ?? .same
    }

    /// Dates are strings or Unix times.
    private mutating func checkMoment(
        _ value: JSONValue,
        _ id: RuleID,
        wrongType: Complaint,
        _ complaint: (DateText.Input) -> Complaint?
    ) -> Outcome {
        let input: DateText.Input
        switch value {
        case .string(let string):
            guard let text = string.string else { return fail(.stringUnicode, value, id, "type") }
            input = .text(text)
        case .number(.integer(let integer)):
            input = .integer(integer)
        case .number(.double(let double)):
            input = .double(double)
        case .number(.bigInteger(let digits)):
            guard let double = Double(digits), double.isFinite else { return fail(wrongType, value, id, "type") }
            input = .double(double)
        case .null, .bool, .array, .object:
            return fail(wrongType, value, id, "type")
        }
        floor(.lax)
        return complaint(input).map { fail($0, value, id, "format") } ?? .same
    }

    private mutating func checkBytes(
        _ value: JSONValue,
        _ id: RuleID,
        minLength: Int?,
        maxLength: Int?
    ) -> Outcome {
        guard case .string(let string) = value else { return fail(.bytesType, value, id, "type") }
        guard !string.hasLoneSurrogate else { return fail(.stringUnicode, value, id, "type") }
        floor(.lax)
        if let maxLength, string.utf8Count > maxLength {
            return fail(.bytesLength("bytes_too_long", "most", "max_length", maxLength), value, id, "maxLength")
        }
        if let minLength, string.utf8Count < minLength {
            return fail(.bytesLength("bytes_too_short", "least", "min_length", minLength), value, id, "minLength")
        }
        return .same
    }
}

extension Complaint {
    fileprivate static func bytesLength(_ type: String, _ side: String, _ key: JSONString, _ limit: Int) -> Complaint {
        Complaint(
            type,
            "Data should have at \(side) \(limit) \(limit == 1 ? "byte" : "bytes")",
            [key: .number(.integer(Int64(limit)))]
        )
    }
}
