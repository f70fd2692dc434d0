internal import Foundation

/// The field `Retry-After` (RFC 9110, section 10.2.3).
enum RetryAfter {
    /// How long to wait: from seconds, or from a date in any of HTTP's three spellings; nil for anything else.
    /// - Parameter now: seconds since the Unix epoch.
    static func delay(_ value: String, now: Double) -> Duration? {
        let text = value.trimmingCharacters(in: .whitespaces)
        if !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) {
            // More than fits is for ever anyway.
            return .seconds(min(Int64(text) ?? .max, 1 << 40))
        }
        guard let date = unixSeconds(httpDate: text) else { return nil }
        return .milliseconds(max(0, Int64((date - now) * 1000)))
    }

    private static func unixSeconds(httpDate text: String) -> Double? {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        for format in ["EEE, dd MMM yyyy HH:mm:ss 'GMT'", "EEEE, dd-MMM-yy HH:mm:ss 'GMT'", "EEE MMM d HH:mm:ss yyyy"] {
            formatter.dateFormat = format
            if let date = formatter.date(from: text) { return date.timeIntervalSince1970 }
        }
        return nil
    }
}
