import JSON
import Testing

@Suite struct JSONNumberTests {
    @Test(
        arguments: [
            (.integer(1), .double(1), true),
            (.integer(0), .double(-0.0), true),
            (.integer(1), .double(1.5), false),
            (.integer(.max), .double(0x1p63), false),
            (.integer(.min), .double(-0x1p63), true),
            (.integer(9_007_199_254_740_993), .double(9_007_199_254_740_992), false),
            (.integer(1), .double(.nan), false),
            (.integer(1), .double(.infinity), false),
            (.double(.nan), .double(.nan), false),
            (.bigInteger("9223372036854775808"), .double(0x1p63), true),
            (.bigInteger("-36893488147419103232"), .double(-0x1p65), true),
            (.bigInteger("9223372036854775809"), .double(0x1p63), false),
            (.bigInteger("100000000000000000000"), .double(1e20), true),
            (.bigInteger("1000000000000000000000000000000"), .double(1e30), false),
            (.bigInteger("1000000000000000019884624838656"), .double(1e30), true),
            (.bigInteger("9223372036854775808"), .integer(.max), false),
            (.bigInteger("9223372036854775808"), .double(.infinity), false),
            (.bigInteger("9223372036854775808"), .double(1), false),
        ] as [(JSONNumber, JSONNumber, Bool)]
    )
    func numericEqualityIsExact(left: JSONNumber, right: JSONNumber, areEqual: Bool) {
        #expect(left.isNumericallyEqual(to: right) == areEqual)
        #expect(right.isNumericallyEqual(to: left) == areEqual)
    }

    @Test func formsDiffer() {
        #expect(JSONNumber.integer(1) != .double(1))
        #expect(JSONNumber.double(.nan) == .double(.nan))
        #expect(JSONNumber.double(.nan).hashValue == JSONNumber.double(-.nan).hashValue)
        #expect(JSONNumber.double(0).hashValue == JSONNumber.double(-0.0).hashValue)
    }

    @Test func everyFormIsADouble() {
        #expect(JSONNumber.integer(-3).double == -3)
        #expect(JSONNumber.bigInteger("18446744073709551616").double == 0x1p64)
        #expect(JSONNumber.double(0.5).double == 0.5)
    }
}
