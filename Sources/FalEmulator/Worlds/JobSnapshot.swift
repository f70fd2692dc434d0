internal import FalAPI
internal import QueueEngine

/// A request as a world shows it at one moment.
struct JobSnapshot: Sendable {
    /// The request.
    let job: Job
    /// How many are ahead; nil unless it waits.
    let position: Int?
    /// The world's time of the moment.
    let time: Instant
    /// Whether the world's clock jumps by itself when somebody waits.
    let clockJumps: Bool
    /// The id of the last attempt; it differs from the request's when the platform tried again (documentation, "Retries").
    var gatewayRequestID: RequestID {
        let attempts = job.submission.script.attempts
        if attempts <= 1 { return job.id }
        if case .waiting = job.phase { return job.id }
        var random = SeededRandom(seed: job.id.high ^ job.id.low, salt: "attempt \(attempts)")
        return RequestID(milliseconds: job.id.high >> 16, random: &random)
    }
}
