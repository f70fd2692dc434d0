import QueueEngine
import Testing

@Suite struct QueueClockTests {
    @Test func aRealClockShowsRealTime() {
        let clock = QueueClock(.scaled(speed: 1), at: instant(100))
        #expect(clock.now(at: instant(107.5)) == instant(107.5))
        #expect(clock.real(at: instant(110)) == instant(110))
    }

    @Test func aScaledClockRunsFasterFromWhereItStarted() {
        let clock = QueueClock(.scaled(speed: 10), at: instant(100))
        #expect(clock.now(at: instant(101)) == instant(110))
        #expect(clock.real(at: instant(120)) == instant(102))
    }

    @Test func aManualClockMovesByCommandOnly() {
        var clock = QueueClock(.manual, at: instant(100))
        #expect(clock.now(at: instant(500)) == instant(100))
        #expect(clock.real(at: instant(101)) == nil)
        clock.advance(by: .seconds(3))
        clock.advance(by: .seconds(-9))
        #expect(clock.now(at: instant(500)) == instant(103))
    }

    @Test func anAutomaticClockStandsStillUntilItIsMoved() {
        var clock = QueueClock(.auto, at: instant(100))
        #expect(clock.now(at: instant(500)) == instant(100))
        #expect(clock.real(at: instant(101)) == nil)
        clock.advance(by: .seconds(5))
        #expect(clock.now(at: instant(500)) == instant(105))
    }

    @Test func changingTheKindOfClockDoesNotJump() {
        var clock = QueueClock(.scaled(speed: 10), at: instant(100))
        clock.run(.manual, at: instant(101))
        #expect(clock.now(at: instant(200)) == instant(110))
        clock.run(.scaled(speed: 1), at: instant(200))
        #expect(clock.now(at: instant(203)) == instant(113))
    }

    @Test func realTimeThatGoesBackDoesNotTakeTheWorldWithIt() {
        let clock = QueueClock(.scaled(speed: 1), at: instant(100))
        #expect(clock.now(at: instant(50)) == instant(100))
    }

    @Test func spansSaturate() {
        #expect(Span.seconds(1e30).nanoseconds == .max)
        #expect(Span.seconds(-1e30).nanoseconds == .min)
        #expect(Span.seconds(.nan) == .zero)
        #expect(Instant(nanoseconds: .max) + .seconds(1) == Instant(nanoseconds: .max))
    }
}
