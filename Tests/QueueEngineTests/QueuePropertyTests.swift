import FalAPI
import JSON
import QueueEngine
import Testing

/// Whatever happens in whatever order: states only go forward, positions have no gaps, nobody is lost, nothing ends before
/// it starts, events come in order of time and say what the queue says.
@Suite struct QueuePropertyTests {
    @Test(arguments: 0..<10)
    func randomConversationsKeepTheInvariants(tens: UInt64) {
        for seed in tens * 300..<(tens + 1) * 300 {
            var conversation = RandomConversation(seed: seed)
            let violation = conversation.firstViolation(steps: 80)
            #expect(violation == nil, "seed \(seed)")
            if violation != nil { return }
        }
    }

    @Test func theSameConversationTellsTheSameEvents() {
        for seed: UInt64 in 0..<50 {
            var (first, second) = (RandomConversation(seed: seed), RandomConversation(seed: seed))
            _ = (first.firstViolation(steps: 80), second.firstViolation(steps: 80))
            #expect(first.events == second.events)
        }
    }

    /// However often somebody looks in between, what happens is the same: polling moves nobody.
    @Test func lookingInBetweenChangesNothing() {
        for seed: UInt64 in 0..<300 {
            var (seldom, often) = (RandomConversation(seed: seed), RandomConversation(seed: seed))
            often.looksInBetween = true
            _ = (seldom.firstViolation(steps: 80), often.firstViolation(steps: 80))
            #expect(seldom.events == often.events, "seed \(seed)")
        }
    }
}

/// A queue, and somebody who does whatever comes to mind with it.
private struct RandomConversation {
    var events: [QueueEvent] = []
    var looksInBetween = false
    private var random: Numbers
    private var queue: QueueStateMachine
    private let runners: Int
    private let endpoints = [Conversation.endpoint, EndpointID("fal-ai/kling-video/lipsync/audio-to-video")!]
    private var time = 0.0
    private var phases: [UInt64: Int] = [:]
    private var held: Set<UInt64> = []
    private var wereForced = false

    init(seed: UInt64) {
        random = Numbers(state: seed &* 0x9E37_79B9_7F4A_7C15 &+ 1)
        runners = Int.random(in: 1...3, using: &random)
        queue = QueueStateMachine(.init(runners: runners, retention: .seconds(1e9), maximumJobs: 1_000))
    }

    /// Takes so many steps, then lets everything go on to its end; tells the first invariant that was broken.
    mutating func firstViolation(steps: Int) -> String? {
        for step in 1...steps {
            let span = Double.random(in: 0...0.7, using: &random)
            if looksInBetween {
                for share in [0.2, 0.5, 0.9] { take(queue.advance(to: instant(time + span * share))) }
            }
            time += span
            act(UInt64(step))
            if let violation = violation() { return "step \(step): \(violation)" }
        }
        for number in held.sorted() { take(queue.release(id(number), at: instant(time)).1) }
        take(queue.advance(to: instant(time + 10_000)))
        for number in phases.keys {
            guard case .completed? = queue.job(id(number))?.phase else { return "request \(number) never ended" }
        }
        return violation() ?? historyViolation()
    }

    private mutating func act(_ step: UInt64) {
        let now = instant(time)
        let known = phases.keys.sorted()
        let victim = known.randomElement(using: &random) ?? 1
        switch Int.random(in: 0..<12, using: &random) {
        case 0..<5:
            submit(step, at: now)
        case 5:
            take(queue.cancel(id(victim), at: now).1)
        case 6:
            let (outcome, events) = queue.hold(id(victim), at: now)
            take(events)
            if outcome == .taken { held.insert(victim) }
        case 7:
            take(queue.release(id(victim), at: now).1)
            held.remove(victim)
        case 8:
            let (outcome, events) = queue.start(id(victim), at: now)
            take(events)
            if outcome == .taken { wereForced = true }
        case 9:
            let endings: [Job.Ending?] = [
                nil, .failure(RequestError(.runnerDisconnected)), .answer(ModelAnswer(status: 422, body: [])),
            ]
            take(queue.finish(id(victim), with: endings.randomElement(using: &random)!, at: now).1)
        default:
            take(queue.advance(to: now))
        }
    }

    private mutating func submit(_ number: UInt64, at now: Instant) {
        var script = Script(
            queueTime: .seconds(Double.random(in: 0...2, using: &random)),
            runTime: .seconds(Double.random(in: 0...2, using: &random)),
            logs: [Script.Line(offset: .seconds(0.1), level: .info, message: "")],
            outcome: .answer(ModelAnswer(status: 200, body: [:]))
        )
        script.cancellation = Script.Cancellation.allCases.randomElement(using: &random)!
        let events = queue.submit(
            id(number),
            to: endpoints.randomElement(using: &random)!,
            script: script,
            priority: Bool.random(using: &random) ? .normal : .low,
            startTimeout: Bool.random(using: &random) ? .seconds(1.5) : nil,
            at: now
        )
        take(events ?? [])
        if Bool.random(using: &random) { queue.watch(id(number)) }
        phases[number] = 0
    }

    private mutating func take(_ new: [QueueEvent]) { events += new }

    private mutating func violation() -> String? {
        var positions = [EndpointID: [Int]]()
        var running = [EndpointID: Int]()
        if queue.count != phases.count { return "\(phases.count) submitted, \(queue.count) kept" }
        for (number, rank) in phases {
            guard let job = queue.job(id(number)) else { return "request \(number) was lost" }
            let newRank: Int
            switch job.phase {
            case .waiting:
                newRank = 0
                positions[job.endpoint, default: []].append(queue.position(of: job.id) ?? -1)
            case .running(let since):
                newRank = 1
                running[job.endpoint, default: 0] += 1
                if since < job.submission.time { return "request \(number) started before it was submitted" }
            case .completed(let end, let start, _):
                newRank = 2
                if end < start ?? job.submission.time { return "request \(number) ended before it started" }
                if job.isHeld { return "request \(number) has ended and is held" }
            }
            if newRank < rank { return "request \(number) went back" }
            phases[number] = newRank
        }
        for (endpoint, positions) in positions {
            if positions.sorted() != Array(0..<positions.count) { return "positions \(positions.sorted())" }
            if queue.waitingCount(at: endpoint) != positions.count { return "the count of those who wait" }
        }
        if !wereForced, let most = running.values.max(), most > runners { return "\(most) run on \(runners) runners" }
        return nil
    }

    /// What the events tell must be a life: submitted, started at most once, completed once, in order of time.
    private func historyViolation() -> String? {
        if events.map(\.time) != events.map(\.time).sorted() { return "events out of order" }
        var steps: [RequestID: [String]] = [:]
        for event in events {
            switch event.kind {
            case .submitted(let id): steps[id, default: []].append("submitted")
            case .started(let id): steps[id, default: []].append("started")
            case .completed(let id): steps[id, default: []].append("completed")
            case .logged(let id): if steps[id]?.last != "started" { return "\(id) logged while it did not run" }
            case .expired, .queueMoved: break
            }
        }
        let lives = [["submitted", "completed"], ["submitted", "started", "completed"]]
        return steps.first { !lives.contains($0.value) }.map { "\($0.key): \($0.value)" }
    }

    private struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ state >> 29
        }
    }
}
