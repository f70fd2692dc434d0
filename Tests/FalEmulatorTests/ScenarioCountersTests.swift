import FalAPI
import QueueEngine
import Testing

@testable import FalEmulator

@Suite struct ScenarioCountersTests {
    @Test func everyEndpointCountsItsOwnCalls() throws {
        var counters = ScenarioCounters()
        let other = try #require(EndpointID("a/b"))
        #expect((1...3).map { _ in counters.nextCall(at: TestScenario.id) } == [1, 2, 3])
        #expect(counters.nextCall(at: other) == 1)
    }

    @Test func aUseIsGrantedAsOftenAsItMay() {
        var counters = ScenarioCounters()
        let key = ScenarioCounters.Key.addition(1)
        #expect((1...4).map { _ in counters.use(key, upTo: 2) } == [true, true, false, false])
        #expect(counters.use(.addition(2), upTo: 1) == true)
        #expect(counters.use(.addition(3), upTo: 0) == false)
    }

    @Test func ofTooManyKeysTheOldestIsForgotten() {
        var counters = ScenarioCounters()
        for number in 0..<ScenarioCounters.mostKeys { #expect(counters.use(.addition(number), upTo: 1) == true) }
        #expect(counters.use(.addition(0), upTo: 1) == false)
        #expect(counters.use(.addition(-1), upTo: 1) == true)
        #expect(counters.use(.addition(0), upTo: 1) == true, "the oldest had to make room")
        #expect(counters.use(.addition(2), upTo: 1) == false, "the others are still known")
        #expect(counters.use(.addition(-1), upTo: 1) == false)
    }

    @Test func aCopyCountsByItself() {
        var counters = ScenarioCounters()
        let kept = counters
        _ = counters.nextCall(at: TestScenario.id)
        counters = kept
        #expect(counters.nextCall(at: TestScenario.id) == 1)
    }
}
