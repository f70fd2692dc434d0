internal import FalAPI
internal import HTTPServer
internal import JSON
internal import QueueEngine

/// One request on its way through the emulator: what is known of it so far. The routes fill it in; faults and the journal
/// read it.
struct Visit: Sendable {
    /// What is asked.
    var operation = Operation.unknown
    /// The world that the request's key opens; nil until it is let in.
    var world: World?
    /// The endpoint that it is about.
    var endpoint: EndpointID?
    /// The request on the queue that it is about.
    var id: RequestID?
    /// The scenario that a submit or a run was given.
    var scenario: String?
    /// Why its input was refused, or what of it is ignored.
    var explanation: [JSONValue] = []
    /// The world's time when it came.
    var time: Instant?
    /// What goes wrong with its answer.
    var plan: FaultPlan?

    /// Asks the world what goes wrong, once it is known what is asked.
    /// - Throws: when the request is not to be carried out; the plan's answer takes the place of the refusal's.
    mutating func strike() throws(RequestRefusal) {
        try take(world?.strike(operation, endpoint: endpoint, id: id))
    }

    /// Takes a plan in.
    mutating func take(_ plan: FaultPlan?) throws(RequestRefusal) {
        guard let plan else { return }
        self.plan = plan
        if plan.replacement != nil, !plan.isCarriedOut { throw .notFound }
    }
}
