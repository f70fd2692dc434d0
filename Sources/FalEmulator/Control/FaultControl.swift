internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON

/// The faults of a world: `faults`.
enum FaultControl {
    static let routes: [ControlRoute] = [
        ControlRoute(.get, "faults") { (call) throws(ControlError) in
            .json(["faults": .array(call.world.faults.map(json))])
        },
        ControlRoute(.post, "faults") { (call) throws(ControlError) in try add(call) },
        ControlRoute(.delete, "faults") { (call) throws(ControlError) in
            call.world.removeFaults()
            return .noContent
        },
        ControlRoute(.delete, "faults/*") { (call) throws(ControlError) in
            guard call.world.removeFault(call.parameters[0]) else {
                throw .notFound("This world has no fault '\(call.parameters[0])'")
            }
            return .noContent
        },
    ]

    private static func add(_ call: ControlCall) throws(ControlError) -> Answer {
        var endpoint: EndpointID?
        var request: RequestID?
        let rule = try call.read { (reader) throws(LoadError) in
            if reader.names.contains("endpoint") {
                endpoint = EndpointID(try reader.string("endpoint"))
                if endpoint == nil { throw reader.error("endpoint", "must be an endpoint's id") }
            }
            if reader.names.contains("request_id") {
                request = RequestID(try reader.string("request_id"))
                if request == nil { throw reader.error("request_id", "must be a request's id") }
            }
            return try FaultRule(members: &reader)
        }
        guard let entry = call.world.add(rule, endpoint: endpoint, request: request) else {
            throw .conflict("A world has at most \(FaultBook.limit) faults; delete one first")
        }
        return .json(json(of: entry), status: 201)
    }

    private static func json(of entry: FaultBook.Entry) -> JSONValue {
        var body: JSONObject = [
            "id": .string(JSONString(entry.id)),
            "fault": .string(JSONString(entry.rule.fault.name)),
            "on": .array(
                Operation.allCases.filter { entry.rule.operations.isEmpty || entry.rule.operations.contains($0) }
                    .map { .string(JSONString($0.rawValue)) }
            ),
            "calls": .number(.integer(Int64(entry.calls))),
            "strikes": .number(.integer(Int64(entry.strikes))),
        ]
        if let endpoint = entry.endpoint { body["endpoint"] = .string(JSONString(endpoint.description)) }
        if let request = entry.request { body["request_id"] = .string(JSONString(request.description)) }
        return .object(body)
    }
}
