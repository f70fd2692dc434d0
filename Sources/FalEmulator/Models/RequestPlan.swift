internal import JSON
internal import QueueEngine

/// What a request will do, and the scenario that says so.
struct RequestPlan: Sendable {
    /// What it will do; not decided yet when `media` is there.
    var script: Script
    /// The scenario that it meets, whose faults and webhook are its own too; nil for a path that does not exist.
    let scenario: Scenario?
    /// Why the input was refused, or what of it is ignored; empty where there is nothing to say.
    var explanation: [JSONValue] = []
    /// The files that have to be read first; nil when there are none.
    var media: MediaCheck.Work?
    /// The choice that led to the scenario, whose times replace the script's.
    var choice: ScenarioChoice?
}
