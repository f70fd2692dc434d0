import QueueEngine
import Testing

@testable import FalEmulator

@Suite struct WebhookScheduleTests {
    private let schedule = WebhookSchedule()

    @Test func distancesDoubleUpToTwoMinutes() {
        let seconds = (1...31).map { WebhookSchedule.delay(before: $0).seconds }
        #expect(seconds == [5, 10, 20, 40, 80] + [Double](repeating: 120, count: 26))
        #expect(seconds.reduce(0, +) == 3_275, "the last retry comes within the hour")
        #expect(WebhookSchedule.delay(before: 0).seconds == 5)
        #expect(WebhookSchedule.delay(before: .max).seconds == 120)
    }

    @Test func aResultExpiresAfterAnHourAndALargeOneAfterSixMinutes() {
        #expect(schedule.expiry(completed: second(100), bodyBytes: 0) == second(3_700))
        #expect(schedule.expiry(completed: second(100), bodyBytes: 10_239) == second(3_700))
        #expect(schedule.expiry(completed: second(100), bodyBytes: 10_240) == second(460))
        #expect(
            WebhookSchedule(retention: .seconds(60)).expiry(completed: second(100), bodyBytes: 1 << 20) == second(160),
            "never later than a small one"
        )
    }

    @Test func noRetryIsDueWhenTheResultHasExpired() {
        #expect(schedule.next(retry: 1, after: second(100), expiry: second(105.001)) == second(105))
        #expect(schedule.next(retry: 1, after: second(100), expiry: second(105)) == nil)
    }

    @Test func thereAre31Retries() {
        #expect(schedule.next(retry: 31, after: second(0), expiry: second(1e6)) == second(120))
        #expect(schedule.next(retry: 32, after: second(0), expiry: second(1e6)) == nil)
    }
}
