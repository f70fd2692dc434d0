public import JSON

extension Sequence<FieldError> {
    /// The body of the answer: `{"detail":[{"type","loc","msg","input","ctx"}]}`, `ctx` only where there is one; of pydantic 1
    /// `{"detail":[{"loc","msg","type","ctx"}]}`.
    ///
    /// What is echoed goes through the encoders of FastAPI and fal: lone surrogates become `?`, NaN and the
    /// infinities strings, and members whose name begins with `_sa` are left out.
    public func detail() -> JSONValue {
        let errors = map { error in
            var object = JSONObject()
            if case .one = error.version { return JSONValue.object(error.oldDetail) }
            object["type"] = .string(JSONString(error.type))
            object["loc"] = .array(error.location.map(\.value))
            object["msg"] = .string(JSONString(error.message))
            object["input"] = error.input.echo
            if let context = error.context {
                object["ctx"] = JSONValue.object(context).echo
            }
            return JSONValue.object(object)
        }
        return .object(["detail": .array(errors)])
    }
}

extension FieldError {
    fileprivate var oldDetail: JSONObject {
        var object = JSONObject()
        object["loc"] = .array(location.map(\.value))
        object["msg"] = .string(JSONString(message))
        object["type"] = .string(JSONString(type))
        if let context { object["ctx"] = JSONValue.object(context).echo }
        return object
    }
}

extension FieldError.Location {
    fileprivate var value: JSONValue {
        switch self {
        case .index(let index):
            .number(.integer(Int64(index)))
        case .name(let name):
            .string(name.hasLoneSurrogate ? JSONString(PythonSpelling.lossyText(name)) : name)
        }
    }
}

extension JSONValue {
    fileprivate var echo: JSONValue {
        switch self {
        case .null, .bool:
            return self
        case .number(let number):
            guard case .double(let double) = number, !double.isFinite else { return self }
            return double.isNaN ? "nan" : double < 0 ? "-inf" : "inf"
        case .string(let string):
            return .string(string.echo)
        case .array(let elements):
            return .array(elements.map(\.echo))
        case .object(let object):
            var members = JSONObject()
            for (name, value) in object where !name.beginsWithSA {
                members[name.echo] = value.echo
            }
            return .object(members)
        }
    }
}

extension JSONString {
    fileprivate var echo: JSONString {
        hasLoneSurrogate ? JSONString(text(replacingSurrogatesWith: "?")) : self
    }

    fileprivate var beginsWithSA: Bool {
        if let string {
            string.utf8.starts(with: "_sa".utf8)
        } else {
            generalizedUTF8.starts(with: "_sa".utf8)
        }
    }
}
