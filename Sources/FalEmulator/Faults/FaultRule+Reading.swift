internal import HTTPTypes
internal import JSON

extension FaultRule {
    /// Reads `{"on": ["status"], "calls": {"from": 2}, "probability": 0.5, "times": 3, "carried_out": true, "fault": {…}}`.
    init(_ reader: FixtureReader) throws(LoadError) {
        var reader = reader
        try self.init(members: &reader)
        try reader.finish()
    }

    /// Reads a rule's members out of an object that may have others.
    init(members reader: inout FixtureReader) throws(LoadError) {
        var operations: Set<Operation> = []
        switch reader.optional("on") {
        case nil: break
        case let value?:
            let names = value.array ?? [value]
            for name in names {
                guard let operation = name.string.flatMap(Operation.init(rawValue:)) else {
                    let allowed = Operation.allCases.map(\.rawValue).joined(separator: ", ")
                    throw reader.error("on", "must be one or a list of " + allowed)
                }
                operations.insert(operation)
            }
        }
        let calls = try CallPattern("calls", &reader)
        var probability = 1.0
        if let value = reader.optional("probability") {
            guard let number = value.double, (0...1).contains(number) else {
                throw reader.error("probability", "must be a number from 0 to 1")
            }
            probability = number
        }
        let times = try reader.number("times", in: 1...1_000_000)
        var isCarriedOut = false
        if let value = reader.optional("carried_out") {
            guard let flag = value.bool else { throw reader.error("carried_out", "must be true or false") }
            isCarriedOut = flag
        }
        self.init(
            fault: try Fault(try reader.object("fault")),
            operations: operations,
            calls: calls,
            probability: probability,
            times: times,
            isCarriedOut: isCarriedOut
        )
    }
}

extension Fault {
    private static let names = [
        "answer", "latency", "slow_body", "cut_body", "reset", "empty_reply", "garbage", "stalled_stream",
        "duplicated_frames", "split_frames",
    ]

    /// The longest delay, in seconds.
    static let longestDelay = 600.0

    /// Reads an object with one member, which names the fault.
    init(_ reader: FixtureReader) throws(LoadError) {
        var reader = reader
        guard reader.names.count == 1, let name = reader.names.first, Self.names.contains(name) else {
            throw LoadError(
                reader.file,
                at: reader.pointer.description,
                "must have one member: " + Self.names.joined(separator: ", ")
            )
        }
        func count(_ member: String, in range: ClosedRange<Int>) throws(LoadError) -> Int {
            var members = try reader.object(name)
            guard let number = try members.number(member, in: range) else {
                throw members.error(member, "is missing")
            }
            try members.finish()
            return number
        }
        switch name {
        case "answer": self = .answer(try CannedAnswer(try reader.object(name)))
        case "latency": self = .latency(try Delay(name, &reader))
        case "slow_body": self = .slowBody(bytesPerSecond: try count("bytes_per_second", in: 1...1_000_000_000))
        case "cut_body": self = .cutBody(after: try count("after", in: 0...1_000_000_000))
        case "garbage": self = .garbage(bytes: try count("bytes", in: 1...65_536))
        case "stalled_stream": self = .stalledStream(after: try count("after", in: 0...1_000_000))
        case "split_frames": self = .splitFrames(bytes: try count("bytes", in: 1...65_536))
        default:
            guard try reader.required(name).bool == true else { throw reader.error(name, "must be true") }
            self = name == "reset" ? .reset : name == "empty_reply" ? .emptyReply : .duplicatedFrames
        }
    }

    /// The fault's name.
    var name: String {
        switch self {
        case .answer(let answer): "answer \(answer.status)"
        case .latency: "latency"
        case .slowBody: "slow_body"
        case .cutBody: "cut_body"
        case .reset: "reset"
        case .emptyReply: "empty_reply"
        case .garbage: "garbage"
        case .stalledStream: "stalled_stream"
        case .duplicatedFrames: "duplicated_frames"
        case .splitFrames: "split_frames"
        }
    }
}

extension Fault.Delay {
    /// Reads `0.25`, `{"uniform": [0.1, 2]}`, `{"normal": {"mean", "deviation"}}` or `{"log_normal": {"median", "sigma"}}`.
    fileprivate init(_ name: String, _ reader: inout FixtureReader) throws(LoadError) {
        let allowed =
            "must be seconds from 0 to \(Int(Fault.longestDelay)), or one of uniform [from, to], "
            + "normal {mean, deviation}, log_normal {median, sigma}"
        func seconds(_ value: JSONValue?) -> Double? {
            value?.double.flatMap { $0 >= 0 && $0 <= Fault.longestDelay ? $0 : nil }
        }
        let value = try reader.required(name)
        if let fixed = seconds(value) {
            self = .fixed(fixed)
        } else if let ends = value["uniform"]?.array, ends.count == 2, let from = seconds(ends[0]),
            let to = seconds(ends[1]), from <= to
        {
            self = .uniform(from: from, to: to)
        } else if let mean = seconds(value["normal"]?["mean"]), let deviation = seconds(value["normal"]?["deviation"]) {
            self = .normal(mean: mean, deviation: deviation)
        } else if let median = seconds(value["log_normal"]?["median"]),
            let sigma = value["log_normal"]?["sigma"]?.double, (0...5).contains(sigma)
        {
            self = .logNormal(median: median, sigma: sigma)
        } else {
            throw reader.error(name, allowed)
        }
    }
}

extension CannedAnswer {
    /// Reads `{"status", "headers"?, "body"? | "text"?, "content_type"?, "request_id"?}`.
    fileprivate init(_ reader: FixtureReader) throws(LoadError) {
        var reader = reader
        guard let status = try reader.number("status", in: 200...599) else {
            throw reader.error("status", "is missing")
        }
        var headers = HTTPFields()
        var body: [UInt8] = []
        if let json = reader.optional("body") {
            body = json.serialized()
            headers[.contentType] = "application/json"
        }
        if let text = reader.optional("text") {
            guard let text = text.string, body.isEmpty else {
                throw reader.error("text", "must be a string, and stand instead of body")
            }
            body = Array(text.utf8)
            headers[.contentType] = "text/html"
        }
        if reader.names.contains("content_type") {
            headers[.contentType] = try reader.string("content_type")
        } else {
            _ = reader.optional("content_type")
        }
        if reader.optional("headers") != nil {
            var fields = try reader.object("headers")
            for name in fields.names {
                let value = try fields.string(name)
                guard let fieldName = HTTPField.Name(name), HTTPField.isValidValue(value) else {
                    throw fields.error(name, "is no header field")
                }
                headers[fieldName] = value
            }
            try fields.finish()
        }
        let carriesID = reader.optional("request_id")
        if let carriesID, carriesID.bool == nil { throw reader.error("request_id", "must be true or false") }
        try reader.finish()
        self.init(status: status, headers: headers, body: body, carriesRequestID: carriesID?.bool ?? false)
    }
}
