internal import FalAPI
internal import HTTPServer
internal import HTTPTypes
internal import JSON

/// A world as a whole: what is in it, `reset`, `snapshots`.
enum WorldControl {
    static let routes: [ControlRoute] = [
        ControlRoute(.get, "world") { (call) throws(ControlError) in .json(json(of: call.world)) },
        ControlRoute(.post, "reset") { (call) throws(ControlError) in
            call.world.reset()
            return .noContent
        },
        ControlRoute(.get, "snapshots") { (call) throws(ControlError) in snapshots(of: call.world) },
        ControlRoute(.put, "snapshots/*") { (call) throws(ControlError) in
            let name = call.parameters[0]
            guard !name.isEmpty, name.utf8.count <= 64, name.utf8.allSatisfy(Scenario.isNameByte) else {
                throw .unusable(place: "path", "A snapshot's name has 1 to 64 letters, digits, - and _")
            }
            guard call.world.keep(as: name) else {
                throw .conflict("A world keeps \(WorldSnapshot.limit) snapshots; delete one first")
            }
            return snapshots(of: call.world)
        },
        ControlRoute(.post, "snapshots/*/restore") { (call) throws(ControlError) in
            guard call.world.restore(call.parameters[0]) else { throw unknown(call) }
            return .json(json(of: call.world))
        },
        ControlRoute(.delete, "snapshots/*") { (call) throws(ControlError) in
            guard call.world.forgetSnapshot(call.parameters[0]) else { throw unknown(call) }
            return .noContent
        },
    ]

    private static func snapshots(of world: World) -> Answer {
        .json(["snapshots": .array(world.snapshotNames.map { .string(JSONString($0)) })])
    }

    private static func unknown(_ call: ControlCall) -> ControlError {
        .notFound("There is no snapshot '\(call.parameters[0])'; there are \(call.world.snapshotNames)")
    }

    /// A world in numbers.
    static func json(of world: World) -> JSONValue {
        var states: [String: Int64] = [:]
        for job in world.jobs() { states[JobControl.state(of: job.job).rawValue, default: 0] += 1 }
        let counts = ["IN_QUEUE", "IN_PROGRESS", "COMPLETED"].map {
            (JSONString($0), JSONValue.number(.integer(states[$0] ?? 0)))
        }
        return ["clock": ClockControl.json(of: world), "jobs": .object(JSONObject(counts))]
    }
}
