internal import JSON
internal import QueueEngine

/// What a request will do, and the scenario that says so.
struct RequestPlan: Sendable {
    /// What it will do.
    let script: Script
    /// The scenario that it meets, whose faults and webhook are its own too; nil for a path that does not exist.
    let scenario: Scenario?
    /// Why the input was refused, or what of it is ignored; empty where there is nothing to say.
    var explanation: [JSONValue] = []
}
