import Testing

@testable import FalEmulator

@Suite struct PricingTests {
    @Test(arguments: [(nil, "5"), (0, "5"), (4.9, "5"), (5, "5"), (5.1, "10"), (10, "10")] as [(Double?, String)])
    func secondsAreRoundedUpToSteps(seconds: Double?, units: String) {
        #expect(Pricing(unit: .seconds, step: 5, unitPrice: 0.014).billableUnits(seconds: seconds) == units)
    }

    @Test func aVideoIsAVideo() {
        #expect(Pricing(unit: .videos, step: 1, unitPrice: 0.035).billableUnits(seconds: 19) == "1")
    }
}
