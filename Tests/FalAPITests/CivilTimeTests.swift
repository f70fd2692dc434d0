import FalAPI
import Testing

@Suite struct CivilTimeTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000000", "Thu, 01 Jan 1970 00:00:00 GMT"),
        (-1, "1969-12-31T23:59:59.999999", "Wed, 31 Dec 1969 23:59:59 GMT"),
        (951_782_400_000_000, "2000-02-29T00:00:00.000000", "Tue, 29 Feb 2000 00:00:00 GMT"),
        (1_734_709_037_120_314, "2024-12-20T15:37:17.120314", "Fri, 20 Dec 2024 15:37:17 GMT"),
        (4_107_542_399_000_001, "2100-02-28T23:59:59.000001", "Sun, 28 Feb 2100 23:59:59 GMT"),
        (4_107_542_400_000_000, "2100-03-01T00:00:00.000000", "Mon, 01 Mar 2100 00:00:00 GMT"),
    ])
    func knownDates(microseconds: Int64, stamp: String, date: String) {
        #expect(CivilTime(microseconds: microseconds).logStamp == stamp)
        #expect(CivilTime(microseconds: microseconds).httpDate == date)
    }
}
