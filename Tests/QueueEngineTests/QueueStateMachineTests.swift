import FalAPI
import JSON
import QueueEngine
import Testing

@Suite struct QueueStateMachineTests {
    @Test func aRequestWaitsRunsAndCompletes() {
        var it = Conversation()
        it.submit(1, queue: 2, run: 3, at: 0)
        #expect(it.state(1) == "waiting at 0")
        it.advance(to: 1.999)
        #expect(it.state(1) == "waiting at 0")
        #expect(it.advance(to: 2).map(\.kind) == [.queueMoved(Conversation.endpoint), .started(id(1))])
        #expect(it.state(1) == "running")
        it.advance(to: 4.999)
        #expect(it.state(1) == "running")
        #expect(it.advance(to: 5).map(\.kind) == [.completed(id(1))])
        #expect(it.state(1) == "completed 200")
        #expect(it.queue.job(id(1))?.inferenceTime == 3)
    }

    @Test func oneLongAdvanceTellsEverythingInOrderOfTime() throws {
        var it = Conversation()
        it.submit(1, queue: 1, run: 2, logs: [0.5, 1], at: 0)
        it.queue.watch(id(1))
        let events = it.advance(to: 100)
        #expect(events.map(\.time) == [1, 1, 1.5, 2, 3].map(instant))
        #expect(
            events.map(\.kind) == [
                .queueMoved(Conversation.endpoint), .started(id(1)), .logged(id(1)), .logged(id(1)), .completed(id(1)),
            ]
        )
    }

    @Test func positionsCountDownAsRunnersComeFree() {
        var it = Conversation(runners: 1)
        for number in 1...3 { it.submit(UInt64(number), run: 1, at: 0) }
        #expect((1...3).map { it.state($0) } == ["running", "waiting at 0", "waiting at 1"])
        it.advance(to: 1)
        #expect((1...3).map { it.state($0) } == ["completed 200", "running", "waiting at 0"])
        it.advance(to: 2)
        #expect((1...3).map { it.state($0) } == ["completed 200", "completed 200", "running"])
    }

    @Test func normalPriorityGoesBeforeLow() {
        var it = Conversation(runners: 1)
        it.submit(1, run: 1, at: 0)
        it.submit(2, run: 1, priority: .low, at: 0)
        it.submit(3, run: 1, priority: .normal, at: 0)
        #expect(it.state(2) == "waiting at 1")
        #expect(it.state(3) == "waiting at 0")
        it.advance(to: 1)
        #expect(it.state(3) == "running")
        #expect(it.state(2) == "waiting at 0")
    }

    @Test func runnersBelongToOneEndpoint() throws {
        var it = Conversation(runners: 1)
        let other = try #require(EndpointID("fal-ai/kling-video/lipsync/audio-to-video"))
        it.submit(1, run: 5, at: 0)
        it.submit(2, to: other, run: 5, at: 0)
        #expect(it.state(2) == "running")
    }

    @Test func whoeverIsNotYetEligibleDoesNotHoldUpTheOthers() {
        var it = Conversation(runners: 1)
        it.submit(1, queue: 60, at: 0)
        it.submit(2, queue: 1, at: 0)
        it.advance(to: 1)
        #expect(it.state(1) == "waiting at 0")
        #expect(it.state(2) == "running")
    }

    @Test func logsAppearAtTheirTimes() {
        var it = Conversation()
        it.submit(1, run: 3, logs: [2, 1, 3], at: 10)
        it.advance(to: 11)
        #expect(it.queue.job(id(1))?.logs(at: instant(11)).map(\.message) == ["at 1.0"])
        #expect(it.queue.job(id(1))?.logs(at: instant(11)).map(\.timestamp) == [11_000_000])
        it.advance(to: 13)
        #expect(it.queue.job(id(1))?.logs(at: instant(99)).map(\.message) == ["at 1.0", "at 2.0", "at 3.0"])
        #expect(it.state(1) == "completed 200")
    }

    @Test func onlyLogsOfWhoIsWatchedAreEvents() {
        var it = Conversation(runners: 2)
        it.submit(1, run: 3, logs: [0, 1, 1, 2], at: 0)
        it.submit(2, queue: 1, run: 3, logs: [0, 3], at: 0)
        it.advance(to: 0.5)
        it.queue.watch(id(1))
        it.queue.watch(id(2))
        let logged = it.advance(to: 10).filter { if case .logged = $0.kind { true } else { false } }
        #expect(
            logged.map(\.kind)
                == [.logged(id(1)), .logged(id(2)), .logged(id(1)), .logged(id(2))]
        )
        #expect(logged.map(\.time) == [1, 1, 2, 4].map(instant))
    }

    @Test func aDeadlineToStartEndsWhoStillWaits() {
        var it = Conversation(runners: 1)
        it.submit(1, run: 10, at: 0)
        it.submit(2, startTimeout: 3, at: 0)
        it.advance(to: 2.999)
        #expect(it.state(2) == "waiting at 0")
        it.advance(to: 3)
        #expect(it.state(2) == "completed request_timeout")
        #expect(it.queue.job(id(2))?.inferenceTime == 0)
    }

    @Test func aDeadlineToStartNeverInterruptsARun() {
        var it = Conversation()
        it.submit(1, queue: 1, run: 10, startTimeout: 1, at: 0)
        it.advance(to: 1)
        #expect(it.state(1) == "running", "who starts at the very deadline has started in time")
        it.advance(to: 11)
        #expect(it.state(1) == "completed 200")
    }

    @Test func cancelEndsWhoWaitsAndFreesTheRunnerOfWhoRuns() {
        var it = Conversation(runners: 1)
        for number in 1...3 { it.submit(UInt64(number), run: 10, at: 0) }
        #expect(it.queue.cancel(id(2), at: instant(1)).0 == .cancelled)
        #expect((1...3).map { it.state($0) } == ["running", "completed client_cancelled", "waiting at 0"])
        #expect(it.queue.cancel(id(1), at: instant(2)).0 == .cancelled)
        #expect(
            (1...3).map { it.state($0) } == ["completed client_cancelled", "completed client_cancelled", "running"]
        )
        #expect(it.queue.job(id(1))?.inferenceTime == 2)
        #expect(it.queue.cancel(id(1), at: instant(3)).0 == .alreadyCompleted)
        #expect(it.queue.cancel(id(9), at: instant(3)).0 == .notFound)
        it.advance(to: 100)
        #expect(it.state(3) == "completed 200")
    }

    @Test func whoNeverEndsKeepsItsRunner() {
        var it = Conversation(runners: 1)
        it.submit(1, run: 1, outcome: .never, at: 0)
        it.submit(2, at: 0)
        it.advance(to: 1_000)
        #expect(it.state(1) == "running")
        #expect(it.state(2) == "waiting at 0")
    }

    @Test func whoNoRunnerTakesHasNothingDueAndCanStillBeCancelled() {
        var it = Conversation(runners: 1)
        it.submit(1, queue: .infinity, at: 0)
        it.submit(2, at: 0)
        #expect(it.state(2) == "running", "nobody waits behind it")
        it.advance(to: 1e8)
        #expect(it.state(1) == "waiting at 0")
        #expect(it.queue.nextEvent == nil)
        #expect(it.queue.cancel(id(1), at: instant(1e8)).0 == .cancelled)
        #expect(it.state(1) == "completed client_cancelled")
    }

    @Test func theModelsFailureAndThePlatformsEndDifferently() {
        var it = Conversation(runners: 2)
        it.submit(1, outcome: .answer(ModelAnswer(status: 422, body: .null)), at: 0)
        it.submit(2, outcome: .failure(RequestError(.runnerDisconnected)), at: 0)
        it.advance(to: 1)
        #expect(it.state(1) == "completed 422")
        #expect(it.state(2) == "completed runner_disconnected")
    }

    @Test func resultsAreForgottenAfterTheirTime() {
        var it = Conversation(retention: 60)
        it.submit(1, run: 1, at: 0)
        it.advance(to: 60.999)
        #expect(it.state(1) == "completed 200")
        #expect(it.advance(to: 61).map(\.kind) == [.expired(id(1))])
        #expect(it.state(1) == "unknown")
        #expect(it.queue.count == 0)
        #expect(it.queue.nextDeadline == nil)
    }

    @Test func atTheLimitTheOldestEndedRequestMakesRoom() {
        var it = Conversation(runners: 2, maximumJobs: 2)
        it.submit(1, run: 1, at: 0)
        it.submit(2, run: 5, at: 0)
        #expect(it.submit(3, at: 0.5) == nil, "nobody has ended yet")
        #expect(it.state(3) == "unknown")
        #expect(it.submit(3, at: 1) != nil)
        #expect((1...3).map { it.state($0) } == ["unknown", "running", "running"])
    }

    @Test func anIdIsSubmittedOnce() {
        var it = Conversation()
        it.submit(1, run: 5, at: 0)
        #expect(it.submit(1, run: 9, at: 1) == [])
        it.advance(to: 5)
        #expect(it.state(1) == "completed 200")
    }

    @Test func whatTakesNoTimeNeedsNone() {
        var it = Conversation()
        it.submit(1, run: 0, at: 5)
        it.submit(2, run: 0, at: 5)
        it.advance(to: 5)
        #expect(it.state(1) == "completed 200")
        #expect(it.state(2) == "completed 200")
        #expect(it.advance(to: 5) == [])
    }

    @Test func timeThatGoesBackChangesNothing() {
        var it = Conversation()
        it.submit(1, run: 5, at: 10)
        it.advance(to: 12)
        #expect(it.advance(to: 3) == [])
        #expect(it.state(1) == "running")
        #expect(it.queue.nextDeadline == instant(15))
    }
}
