internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON
internal import QueueEngine

/// The requests of a world: `jobs`, and what a test makes one of them do.
struct JobControl: Sendable {
    let models: ModelCatalog
    let scenarios: ScenarioLibrary

    var routes: [ControlRoute] {
        [
            ControlRoute(.get, "jobs") { (call) throws(ControlError) in try list(call) },
            ControlRoute(.get, "jobs/*") { (call) throws(ControlError) in .json(Self.json(of: try Self.job(call))) },
            ControlRoute(.post, "jobs/*/hold") { (call) throws(ControlError) in
                try Self.answer(call, call.world.hold(try Self.job(call).job.id))
            },
            ControlRoute(.post, "jobs/*/release") { (call) throws(ControlError) in
                try Self.answer(call, call.world.release(try Self.job(call).job.id))
            },
            ControlRoute(.post, "jobs/*/advance") { (call) throws(ControlError) in try advance(call) },
            ControlRoute(.post, "jobs/*/complete") { (call) throws(ControlError) in try complete(call) },
            ControlRoute(.post, "jobs/*/fail") { (call) throws(ControlError) in try fail(call) },
        ]
    }

    /// The states that a request can be brought to.
    private enum Goal: String, CaseIterable {
        case inProgress = "IN_PROGRESS"
        case completed = "COMPLETED"
    }

    private func list(_ call: ControlCall) throws(ControlError) -> Answer {
        let limit = try call.number("limit", in: 1...1_000, default: 100)
        let state = call.request.queryValue("state")
        if let state, RequestState(rawValue: state) == nil {
            throw .unusable(place: "state", "'\(state)' is not IN_QUEUE, IN_PROGRESS or COMPLETED")
        }
        let endpoint = call.request.queryValue("endpoint")
        let all = call.world.jobs().filter { snapshot in
            (state == nil || Self.state(of: snapshot.job).rawValue == state)
                && (endpoint == nil || snapshot.job.endpoint.description == endpoint)
        }
        return .json([
            "jobs": .array(all.suffix(limit).map(Self.json)), "total": .number(.integer(Int64(all.count))),
        ])
    }

    private func advance(_ call: ControlCall) throws(ControlError) -> Answer {
        let id = try Self.job(call).job.id
        let goal = try call.read { (reader) throws(LoadError) in try reader.word("state", Goal.self) }
        switch goal {
        case .inProgress: return try Self.answer(call, call.world.start(id))
        case .completed: return try Self.answer(call, call.world.finish(id, with: nil))
        }
    }

    /// `{}` ends a request as its script says, or well if that has no end; `{"result": …}` with this body.
    private func complete(_ call: ControlCall) throws(ControlError) -> Answer {
        let snapshot = try Self.job(call)
        let result = try call.read { (reader) throws(LoadError) in reader.optional("result") }
        var ending: Job.Ending?
        if let result {
            ending = .answer(ModelAnswer(status: 200, body: result, billableUnits: "0"))
        } else if snapshot.job.submission.script.outcome == .never {
            ending = self.ending(Scenario.success, of: snapshot.job.endpoint, in: call.world)
        }
        return try Self.answer(call, call.world.finish(snapshot.job.id, with: ending))
    }

    /// `{"preset": "face_detection_error"}`
    private func fail(_ call: ControlCall) throws(ControlError) -> Answer {
        let job = try Self.job(call).job
        let name = try call.read { (reader) throws(LoadError) in try reader.string("preset") }
        guard let ending = ending(name, of: job.endpoint, in: call.world) else {
            let names = scenarios.catalog.names(of: job.endpoint).joined(separator: ", ")
            throw .unusable(place: "/preset", "'\(name)' ends no request of \(job.endpoint); there are \(names)")
        }
        return try Self.answer(call, call.world.finish(job.id, with: ending))
    }

    /// How a scenario ends a request; nil when there is none with the name, or it has no end. What was sent is not kept, so
    /// an error does not repeat it.
    private func ending(_ name: String, of endpoint: EndpointID, in world: World) -> Job.Ending? {
        guard let scenario = world.scenarios[endpoint, name] ?? scenarios.catalog[endpoint, name] else { return nil }
        switch scenario.script(for: [:], pricing: models[endpoint]?.pricing).outcome {
        case .answer(let answer): return .answer(answer)
        case .failure(let error): return .failure(error)
        case .never: return nil
        }
    }

    private static func job(_ call: ControlCall) throws(ControlError) -> JobSnapshot {
        guard let id = RequestID(call.parameters[0]), let snapshot = call.world.snapshot(of: id) else {
            throw .notFound("This world has no request '\(call.parameters[0])'")
        }
        return snapshot
    }

    private static func answer(_ call: ControlCall, _ step: QueueStateMachine.Step) throws(ControlError) -> Answer {
        let snapshot = try job(call)
        switch step {
        case .taken, .notFound: return .json(json(of: snapshot))
        case .endless: throw .conflict("The request's scenario has no end; complete it with a result, or fail it")
        case .pointless:
            let held = snapshot.job.isHeld ? " and held" : ""
            throw .conflict("The request is \(state(of: snapshot.job).rawValue)\(held): there is nothing to do")
        }
    }

    /// The state that a poll shows.
    static func state(of job: Job) -> RequestState {
        switch job.phase {
        case .waiting: .inQueue
        case .running: .inProgress
        case .completed: .completed
        }
    }

    /// A request as control shows it.
    static func json(of snapshot: JobSnapshot) -> JSONValue {
        let job = snapshot.job
        func time(_ instant: Instant) -> JSONValue {
            .string(JSONString(CivilTime(microseconds: instant.microseconds).logStamp))
        }
        var body: JSONObject = [
            "request_id": .string(JSONString(job.id.description)),
            "gateway_request_id": .string(JSONString(snapshot.gatewayRequestID.description)),
            "endpoint": .string(JSONString(job.endpoint.description)),
            "state": .string(JSONString(state(of: job).rawValue)),
            "held": .bool(job.isHeld),
            "priority": job.submission.priority == .low ? "low" : "normal",
            "submitted_at": time(job.submission.time),
        ]
        if let scenario = job.submission.script.scenario { body["scenario"] = .string(JSONString(scenario)) }
        if let position = snapshot.position { body["queue_position"] = .number(.integer(Int64(position))) }
        if let started = job.started { body["started_at"] = time(started) }
        if case .completed(let end, _, _) = job.phase { body["ended_at"] = time(end) }
        switch job.ending {
        case .answer(let answer)?: body["result_status"] = .number(.integer(Int64(answer.status)))
        case .failure(let error)?:
            body["result_status"] = .number(.integer(Int64(error.type.status)))
            body["error_type"] = .string(JSONString(error.type.rawValue))
        case nil: break
        }
        return .object(body)
    }
}
