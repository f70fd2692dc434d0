internal import QueueEngine

/// What a request will do, and the scenario that says so.
struct RequestPlan: Sendable {
    /// What it will do.
    let script: Script
    /// The scenario that it meets, whose faults and webhook are its own too; nil for a path that does not exist.
    let scenario: Scenario?
}
