import FalAPI
import JSON
import QueueEngine

/// A queue and the shorthand to talk to it: seconds for instants, numbers for ids.
struct Conversation {
    var queue: QueueStateMachine
    static let endpoint = EndpointID("fal-ai/kling-video/video-to-audio")!

    init(runners: Int = 1, retention: Double = 3_600, maximumJobs: Int = 1_000) {
        queue = QueueStateMachine(
            QueueStateMachine.Configuration(
                runners: runners,
                retention: .seconds(retention),
                maximumJobs: maximumJobs
            )
        )
    }

    @discardableResult
    mutating func submit(
        _ number: UInt64,
        to endpoint: EndpointID = Self.endpoint,
        queue queueTime: Double = 0,
        run runTime: Double = 1,
        logs: [Double] = [],
        outcome: Outcome = .answer(ModelAnswer(status: 200, body: ["ok": true])),
        priority: Submission.Priority = .normal,
        startTimeout: Double? = nil,
        cancellation: Script.Cancellation = .accepted,
        at time: Double
    ) -> [QueueEvent]? {
        let lines = logs.map { Script.Line(offset: .seconds($0), level: .info, message: "at \($0)") }
        var script = Script(
            queueTime: .seconds(queueTime),
            runTime: .seconds(runTime),
            logs: lines,
            outcome: outcome
        )
        script.cancellation = cancellation
        return queue.submit(
            id(number),
            to: endpoint,
            script: script,
            priority: priority,
            startTimeout: startTimeout.map(Span.seconds),
            at: instant(time)
        )
    }

    @discardableResult
    mutating func advance(to time: Double) -> [QueueEvent] { queue.advance(to: instant(time)) }

    /// The state of a request as one word, with its position.
    func state(_ number: UInt64) -> String {
        guard let job = queue.job(id(number)) else { return "unknown" }
        return switch (job.phase, job.ending) {
        case (.waiting, _): "waiting at \(queue.position(of: job.id) ?? -1)"
        case (.running, _): "running"
        case (.completed, .answer(let answer)): "completed \(answer.status)"
        case (.completed, .failure(let error)): "completed \(error.type.rawValue)"
        case (.completed, nil): "completed without an ending"
        }
    }
}

func id(_ number: UInt64) -> RequestID {
    RequestID("00000000-0000-7000-8000-" + String(repeating: "0", count: 12 - String(number).count) + String(number))!
}

func instant(_ seconds: Double) -> Instant { Instant(nanoseconds: 0) + .seconds(seconds) }
