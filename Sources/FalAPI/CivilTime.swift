/// A point in time as year, month, day and time of day in UTC, for the spellings that the wire needs.
///
/// The calendar's arithmetic is Howard Hinnant's `civil_from_days` (public domain description, "chrono-Compatible
/// Low-Level Date Algorithms"); Foundation's formatters know neither spelling without a locale.
public struct CivilTime: Sendable, Hashable {
    private let year: Int64
    private let month: Int64
    private let day: Int64
    private let weekday: Int
    private let secondOfDay: Int64
    private let microsecond: Int64

    /// Splits microseconds since the Unix epoch.
    public init(microseconds: Int64) {
        let (seconds, rest) = Self.floorDivide(microseconds, 1_000_000)
        let (days, secondOfDay) = Self.floorDivide(seconds, 86_400)
        microsecond = rest
        self.secondOfDay = secondOfDay
        weekday = Int(Self.floorDivide(days + 4, 7).remainder)  // 1970-01-01 was a Thursday

        // Years begin in March here, so that the leap day is the last of one.
        let (era, dayOfEra) = Self.floorDivide(days + 719_468, 146_097)
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// As fal's logs write it: `2024-12-20T15:37:17.120314`, no zone.
    public var logStamp: String {
        "\(padded(year, 4))-\(padded(month))-\(padded(day))T\(clock).\(padded(microsecond, 6))"
    }

    /// As fal's storage writes when a token ends: with an offset, which fal-client cannot do without.
    ///
    /// The offset is not `Z`, which Python before 3.11 does not read.
    public var offsetStamp: String { logStamp + "+00:00" }

    /// As HTTP writes it (RFC 9110, IMF-fixdate): `Fri, 20 Dec 2024 15:37:17 GMT`.
    public var httpDate: String {
        let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(weekdays[weekday]), \(padded(day)) \(months[Int(month) - 1]) \(padded(year, 4)) \(clock) GMT"
    }

    private var clock: String {
        "\(padded(secondOfDay / 3_600)):\(padded(secondOfDay / 60 % 60)):\(padded(secondOfDay % 60))"
    }

    private func padded(_ number: Int64, _ width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
    }

    private static func floorDivide(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }
}
