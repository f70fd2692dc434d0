internal import HTTPServer
internal import HTTPTypes
internal import JSON

/// One call of control: the world it is about, and what came with it.
struct ControlCall: Sendable {
    /// The request.
    let request: Request
    /// The world that the key opens, or that the path names.
    let world: World
    /// The parts of the path that the route's template leaves open, in order.
    let parameters: [String]

    /// Reads the body strictly.
    func read<Value>(
        _ body: (inout FixtureReader) throws(LoadError) -> Value
    ) throws(ControlError) -> Value {
        let json: JSONValue
        do {
            // Whoever has nothing to say may say nothing.
            json = request.body.isEmpty ? [:] : try JSONParser.parse(request.body, as: .strict)
        } catch {
            throw .unusable(place: "\(error.line):\(error.column)", "The body is not JSON: \(error.message)")
        }
        do throws(LoadError) {
            var reader = try FixtureReader(json, file: "body")
            let value = try body(&reader)
            try reader.finish()
            return value
        } catch {
            throw .unusable(place: error.place ?? "", error.reason)
        }
    }

    /// An item of the query as a whole number within bounds.
    func number(_ name: String, in range: ClosedRange<Int>, default: Int) throws(ControlError) -> Int {
        guard let text = request.queryValue(name) else { return `default` }
        guard let number = Int(text), range.contains(number) else {
            throw .unusable(
                place: name,
                "'\(text)' is not a whole number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }
}

/// A route of control below `/_falsework/v1/`, and who answers it.
struct ControlRoute: Sendable {
    /// The method; HEAD goes where GET goes.
    let method: HTTPRequest.Method
    /// The segments of the path; `*` is a parameter.
    let path: [String]
    /// Answers.
    let answer: @Sendable (ControlCall) throws(ControlError) -> Answer

    init(
        _ method: HTTPRequest.Method,
        _ path: String,
        _ answer: @escaping @Sendable (ControlCall) throws(ControlError) -> Answer
    ) {
        self.method = method
        self.path = path.split(separator: "/").map(String.init)
        self.answer = answer
    }

    /// The parameters of a path; nil when it is another route's.
    func parameters(of path: ArraySlice<String>) -> [String]? {
        guard path.count == self.path.count else { return nil }
        var parameters: [String] = []
        for (own, segment) in zip(self.path, path) {
            if own == "*" { parameters.append(segment) } else if own != segment { return nil }
        }
        return parameters
    }
}

extension Answer {
    /// An answer at once, with JSON in it.
    static func json(_ value: JSONValue, status: Int = 200) -> Answer {
        .now(.json(status, AnswerHeaders.json, body: value.serialized()))
    }

    /// An answer at once, with nothing to say.
    static let noContent = Answer.now(Response(status: .noContent))
}
