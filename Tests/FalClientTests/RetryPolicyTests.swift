import JSON
import Testing

@testable import FalClient

@Suite struct RetryPolicyTests {
    private let policy = RetryPolicy()

    private func may(
        _ status: Int,
        _ operation: FalOperation,
        id: Bool = false,
        type: String? = nil,
        needsRetry: Bool? = nil
    ) -> Bool {
        var answer = RetryPolicy.Answer(status: status)
        answer.hasRequestID = id
        answer.timeoutType = type
        answer.needsRetry = needsRetry
        return policy.mayRepeat(.answer(answer), operation)
    }

    @Test(arguments: FalOperation.allCases) func whatWasRefusedIsNotRepeated(_ operation: FalOperation) {
        for status in [400, 401, 403, 404, 405, 413, 422, 499, 501] { #expect(!may(status, operation), "\(status)") }
    }

    @Test(arguments: FalOperation.allCases) func whatWasNotTakenInIsRepeated(_ operation: FalOperation) {
        #expect(may(408, operation))
        #expect(may(429, operation))
        #expect(may(503, operation))
    }

    @Test(arguments: FalOperation.allCases) func theCallersOwnDeadlineIsFinal(_ operation: FalOperation) {
        #expect(!may(504, operation, type: "user"))
        #expect(!may(504, operation, type: "User"))
        #expect(!may(503, operation, type: "user"))
    }

    @Test func aSubmitThatMayHaveBeenAcceptedIsNotDoubled() {
        for operation in [FalOperation.submit, .run] {
            #expect(!may(502, operation))
            #expect(!may(504, operation))
            #expect(!policy.mayRepeat(.transport(.connectionLost), operation))
            #expect(!policy.mayRepeat(.transport(.badResponse), operation))
            #expect(!policy.mayRepeat(.timedOut, operation))
            #expect(policy.mayRepeat(.transport(.cannotConnect), operation))
        }
        #expect(!may(503, .submit, id: true))
        #expect(!may(409, .submit))
    }

    @Test func itIsDoubledWhereThatIsAskedFor() {
        var policy = policy
        policy.repeatsUncertainSubmits = true
        #expect(policy.mayRepeat(.timedOut, .submit))
        #expect(policy.mayRepeat(.transport(.connectionLost), .run))
        #expect(policy.mayRepeat(.answer(.init(status: 502)), .submit))
        #expect(policy.mayRepeat(.answer(.init(status: 504)), .run))
    }

    @Test func looksAreRepeated() {
        for code in [TransportError.Code.cannotConnect, .connectionLost, .badResponse, .failed] {
            #expect(policy.mayRepeat(.transport(code), .status))
        }
        for code in [TransportError.Code.badRequest, .unreadableFile, .tlsFailed, .cancelled, .responseTooLarge] {
            #expect(!policy.mayRepeat(.transport(code), .status))
        }
        #expect(policy.mayRepeat(.timedOut, .result))
        for status in [409, 500, 502, 503, 504] { #expect(may(status, .status, id: true)) }
    }

    @Test func anApplicationsAnswerIsWhatItIs() {
        for status in [500, 502, 503, 504] {
            #expect(!may(status, .result, id: true, needsRetry: true))
            #expect(!may(status, .run, id: true))
            #expect(may(status, .run, id: true, needsRetry: true))
            #expect(!may(status, .run, id: true, needsRetry: false))
        }
        #expect(may(502, .result))
        #expect(may(504, .cancel))
    }

    @Test func waitsGrowUpToABoundAndVary() {
        #expect(
            (1...4).map { policy.backoff(attempt: $0, random: 0.5) } == [
                .milliseconds(500), .seconds(1), .seconds(2), .seconds(4),
            ]
        )
        #expect(policy.backoff(attempt: 1, random: 0) == .milliseconds(375))
        #expect(policy.backoff(attempt: 60, random: 0.5) == .seconds(30))
        #expect(policy.backoff(attempt: .max, random: 0.5) == .seconds(30))
    }

    @Test func attemptsAndTimeAreBounded() {
        func delay(_ attempt: Int, elapsed: Duration = .zero) -> Duration? {
            policy.delay(after: .timedOut, of: .status, attempt: attempt, elapsed: elapsed, random: 0.5)
        }
        #expect(delay(4) == .seconds(4))
        #expect(delay(5) == nil)
        #expect(delay(0) == nil)
        #expect(delay(1, elapsed: .milliseconds(179_500)) == .milliseconds(500))
        #expect(delay(1, elapsed: .milliseconds(179_501)) == nil)
        #expect(RetryPolicy.never.delay(after: .timedOut, of: .status, attempt: 1, elapsed: .zero, random: 0) == nil)
    }

    @Test func aServerCanAskForALongerWaitButNotForAnyWait() {
        func delay(_ asked: Duration) -> Duration? {
            var answer = RetryPolicy.Answer(status: 429)
            answer.retryAfter = asked
            return policy.delay(after: .answer(answer), of: .submit, attempt: 1, elapsed: .zero, random: 0.5)
        }
        #expect(delay(.seconds(7)) == .seconds(7))
        #expect(delay(.zero) == .milliseconds(500))
        #expect(delay(.seconds(60)) == .seconds(60))
        #expect(delay(.seconds(61)) == nil)
    }

    @Test(arguments: [
        ("7", 7.0), (" 0 ", 0), ("Wed, 21 Oct 2015 07:28:07 GMT", 7), ("Wednesday, 21-Oct-15 07:28:07 GMT", 7),
        ("Wed Oct 21 07:28:07 2015", 7), ("Wed, 21 Oct 2015 07:27:00 GMT", 0),
    ]) func retryAfterIsReadAsSecondsAndAsADate(_ value: String, _ seconds: Double) {
        #expect(RetryAfter.delay(value, now: 1_445_412_480) == .seconds(seconds))
    }

    @Test(arguments: ["", "soon", "-1", "1.5", "0x10", "Wed, 99 Oct 2015"]) func anythingElseAsksForNothing(
        _ value: String
    ) {
        #expect(RetryAfter.delay(value, now: 0) == nil)
    }

    @Test func aWaitForEverIsBounded() throws {
        let delay = try #require(RetryAfter.delay("99999999999999999999999", now: 0))
        #expect(delay > .seconds(60))
    }
}
