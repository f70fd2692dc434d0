import FalAPI
import JSON
import QueueEngine
import Testing

/// What somebody makes a request do, against its script.
@Suite struct QueueStepTests {
    @Test func aHeldRequestGetsNoRunnerAndIsOvertaken() {
        var it = Conversation(runners: 1)
        it.submit(1, queue: 1, at: 0)
        it.submit(2, queue: 1, at: 0)
        #expect(it.queue.hold(id(1), at: instant(0.5)).0 == .taken)
        it.advance(to: 1.5)
        #expect(it.state(1) == "waiting at 0")
        #expect(it.state(2) == "running")
        #expect(it.queue.release(id(1), at: instant(1.6)).0 == .taken)
        #expect(it.state(1) == "waiting at 0")
        it.advance(to: 2)
        #expect(it.state(1) == "running")
    }

    @Test func aRequestThatWaitsForARunnerCanBeHeld() {
        var it = Conversation(runners: 1)
        it.submit(1, run: 1, at: 0)
        it.submit(2, run: 1, at: 0)
        _ = it.queue.hold(id(2), at: instant(0.5))
        it.advance(to: 5)
        #expect(it.state(2) == "waiting at 0")
        _ = it.queue.release(id(2), at: instant(5))
        #expect(it.state(2) == "running")
    }

    @Test func aHeldRunEndsWhenItIsReleasedOrInItsTime() {
        var it = Conversation(runners: 2)
        it.submit(1, run: 1, at: 0)
        it.submit(2, run: 9, at: 0)
        _ = it.queue.hold(id(1), at: instant(0.5))
        _ = it.queue.hold(id(2), at: instant(0.5))
        it.advance(to: 5)
        #expect(it.state(1) == "running")
        _ = it.queue.release(id(1), at: instant(5))
        _ = it.queue.release(id(2), at: instant(5))
        #expect(it.state(1) == "completed 200")
        #expect(it.queue.job(id(1))?.inferenceTime == 5)
        #expect(it.state(2) == "running")
        it.advance(to: 9)
        #expect(it.state(2) == "completed 200")
    }

    @Test func holdingStopsNeitherDeadlinesNorCancellation() {
        var it = Conversation()
        it.submit(1, queue: 1, startTimeout: 2, at: 0)
        it.submit(2, queue: 1, at: 0)
        _ = it.queue.hold(id(1), at: instant(0))
        _ = it.queue.hold(id(2), at: instant(0))
        #expect(it.queue.cancel(id(2), at: instant(1)).0 == .cancelled)
        it.advance(to: 2)
        #expect(it.state(1) == "completed request_timeout")
        #expect(it.state(2) == "completed client_cancelled")
    }

    @Test func aForcedStartNeedsNoFreeRunnerAndThenRunsItsTime() {
        var it = Conversation(runners: 1)
        it.submit(1, run: 10, at: 0)
        it.submit(2, queue: 100, run: 2, at: 0)
        #expect(it.queue.start(id(2), at: instant(1)).0 == .taken)
        #expect(it.state(2) == "running")
        #expect(it.queue.start(id(2), at: instant(1)).0 == .pointless)
        it.advance(to: 3)
        #expect(it.state(2) == "completed 200")
        it.submit(3, at: 4)
        #expect(it.state(3) == "waiting at 0")
        it.advance(to: 10)
        #expect(it.state(3) == "running")
    }

    @Test func finishingTakesARequestThroughItsStart() {
        var it = Conversation()
        it.submit(1, queue: 5, run: 5, at: 0)
        let (step, events) = it.queue.finish(id(1), with: nil, at: instant(1))
        #expect(step == .taken)
        #expect(
            events.map(\.kind) == [
                .queueMoved(Conversation.endpoint), .started(id(1)), .completed(id(1)),
            ]
        )
        #expect(it.state(1) == "completed 200")
        #expect(it.queue.finish(id(1), with: nil, at: instant(1)).0 == .pointless)
    }

    @Test func whatHasNoEndNeedsOne() {
        var it = Conversation()
        it.submit(1, outcome: .never, at: 0)
        #expect(it.queue.finish(id(1), with: nil, at: instant(1)).0 == .endless)
        let answer = Job.Ending.answer(ModelAnswer(status: 422, body: [:]))
        #expect(it.queue.finish(id(1), with: answer, at: instant(1)).0 == .taken)
        #expect(it.state(1) == "completed 422")
    }

    @Test func aFailureOfThePlatformEndsAWaitingRequestWithoutAStart() {
        var it = Conversation()
        it.submit(1, queue: 5, at: 0)
        _ = it.queue.finish(id(1), with: .failure(RequestError(.runnerSchedulingFailure)), at: instant(1))
        #expect(it.state(1) == "completed runner_scheduling_failure")
        #expect(it.queue.job(id(1))?.started == nil)
    }

    @Test func stepsOfNobody() {
        var it = Conversation()
        #expect(it.queue.hold(id(9), at: instant(1)).0 == .notFound)
        #expect(it.queue.release(id(9), at: instant(1)).0 == .notFound)
        #expect(it.queue.start(id(9), at: instant(1)).0 == .notFound)
        #expect(it.queue.finish(id(9), with: nil, at: instant(1)).0 == .notFound)
        it.submit(1, at: 1)
        #expect(it.queue.release(id(1), at: instant(1)).0 == .pointless)
        it.advance(to: 9)
        #expect(it.queue.hold(id(1), at: instant(9)).0 == .pointless)
    }

    @Test func cancellationAsTheScriptHasIt() {
        var it = Conversation(runners: 1)
        it.submit(1, run: 2, cancellation: .tooLate, at: 0)
        it.submit(2, run: 2, cancellation: .removed, at: 0)
        it.submit(3, run: 2, cancellation: .tooLate, at: 0)
        #expect(it.queue.cancel(id(1), at: instant(1)).0 == .cancelled)
        #expect(it.state(1) == "running")
        #expect(it.queue.cancel(id(2), at: instant(1)).0 == .removed)
        #expect(it.state(2) == "completed client_cancelled")
        #expect(it.queue.cancel(id(2), at: instant(1)).0 == .alreadyCompleted)
        // Who has hung up gets nothing, whatever the script says of cancelling.
        #expect(it.queue.cancel(id(3), with: RequestError(.clientDisconnected), at: instant(1)).0 == .cancelled)
        #expect(it.state(3) == "completed client_disconnected")
        it.advance(to: 2)
        #expect(it.state(1) == "completed 200")
        it.submit(4, run: 2, cancellation: .removed, at: 2)
        #expect(it.queue.cancel(id(4), at: instant(3)).0 == .cancelled)
    }
}
