import JSON
import Testing

@testable import FalEmulator

@Suite struct PricingTests {
    private func pricing(_ text: String) throws -> Pricing {
        try Pricing(try JSONParser.parse(Array(text.utf8)), file: "f.json")
    }

    @Test(arguments: [(nil, "5"), (0, "5"), (4.9, "5"), (5, "5"), (5.1, "10"), (10, "10")] as [(Double?, String)])
    func secondsAreRoundedUpToSteps(seconds: Double?, units: String) throws {
        let pricing = try pricing(
            #"{"unit_price": 0.014, "unit": "seconds", "currency": "USD", "measured": "video_url", "step": 5}"#
        )
        #expect(pricing.billableUnits(seconds: seconds) == units)
    }

    @Test(arguments: [("1", "1"), ("2.0", "2"), ("7.5", "7.5")])
    func aFixedAmountIsTheSameForEveryRequest(amount: String, units: String) throws {
        let pricing = try pricing(
            #"{"unit_price": 0.035, "unit": "videos", "currency": "USD", "units_per_request": \#(amount)}"#
        )
        #expect(pricing.billableUnits(seconds: 19) == units)
    }

    @Test(arguments: [
        (#"{"unit_price": -1, "unit": "u", "currency": "USD", "units_per_request": 1}"#, "/unit_price"),
        (#"{"unit_price": 1, "unit": "u", "currency": "EUR", "units_per_request": 1}"#, "/currency"),
        (#"{"unit_price": 1, "unit": "u", "currency": "USD"}"#, "units_per_request or measured"),
        (#"{"unit_price": 1, "unit": "u", "currency": "USD", "measured": "video_url", "step": 0}"#, "/step"),
        (
            #"{"unit_price": 1, "unit": "u", "currency": "USD", "units_per_request": 1, "steps": 1}"#,
            "/steps: is unknown"
        ),
    ])
    func whatCannotBeUsedIsRefusedWithThePlace(text: String, place: String) {
        let error = #expect(throws: LoadError.self) { try pricing(text) }
        #expect(error?.description.contains(place) == true)
    }
}
