import JSON

/// Dates and times as pydantic takes them: RFC 3339 with some freedom, or Unix times in seconds or milliseconds.
enum DateText {
    enum Input {
        case text(String)
        case integer(Int64)
        case double(Double)
    }

    static let wrongDateType = Complaint("date_type", "Input should be a valid date")
    static let wrongDateTimeType = Complaint("datetime_type", "Input should be a valid datetime")

    private static let inexact = Complaint(
        "date_from_datetime_inexact",
        "Datetimes provided to dates should have zero time - e.g. be exact dates"
    )

    static func dateComplaint(_ input: Input) -> Complaint? {
        if case .text(let text) = input {
            var reader = DateReader(text)
            if let year = try? reader.date(), reader.isAtEnd {
                return year > 0 ? nil : yearZeroDate
            }
        }
        do throws(DateProblem) {
            let moment = try moment(input)
            guard moment.isMidnight else { return inexact }
            return moment.isInYearZero ? yearZeroDate : nil
        } catch {
            return complaint("date_from_datetime_parsing", "Input should be a valid date or datetime", error)
        }
    }

    static func dateTimeComplaint(_ input: Input) -> Complaint? {
        do throws(DateProblem) {
            return try moment(input).isInYearZero ? yearZeroDateTime : nil
        } catch {
            guard case .text(let text) = input else {
                return complaint("datetime_parsing", "Input should be a valid datetime", error)
            }
            // A date alone will do; if there is none, that is what is said.
            do throws(DateProblem) {
                var reader = DateReader(text)
                let year = try reader.date()
                try reader.expectEnd()
                return year > 0 ? nil : yearZeroDateTime
            } catch {
                return complaint("datetime_from_date_parsing", "Input should be a valid datetime or date", error)
            }
        }
    }

    /// Python's years begin with 1.
    private static let yearZero = DateProblem("year 0 is out of range")

    private static var yearZeroDate: Complaint {
        complaint("date_parsing", "Input should be a valid date in the format YYYY-MM-DD", yearZero)
    }

    private static var yearZeroDateTime: Complaint {
        complaint("datetime_parsing", "Input should be a valid datetime", yearZero)
    }

    private static func complaint(_ type: String, _ words: String, _ problem: DateProblem) -> Complaint {
        Complaint(type, "\(words), \(problem.words)", ["error": .string(JSONString(problem.words))])
    }

    private struct Moment {
        let isMidnight: Bool
        let isInYearZero: Bool
    }

    private static func moment(_ input: Input) throws(DateProblem) -> Moment {
        switch input {
        case .integer(let integer):
            return try moment(unixTime: Double(integer))
        case .double(let double):
            return try moment(unixTime: double)
        case .text(let text):
            do throws(DateProblem) {
                var reader = DateReader(text)
                let year = try reader.date()
                let isMidnight = try reader.separatedTime()
                try reader.expectEnd()
                return Moment(isMidnight: isMidnight, isInYearZero: year == 0)
            } catch {
                guard let number = unixTime(text) else { throw error }
                return try moment(unixTime: number)
            }
        }
    }

    /// An integer of 64 bits, or digits with a point among them; no exponent.
    private static func unixTime(_ text: String) -> Double? {
        if let integer = Int64(text) {
            return Double(integer)
        }
        guard text.utf8.contains(0x2E), text.utf8.allSatisfy({ 0x30...0x39 ~= $0 || "+-.".utf8.contains($0) }) else {
            return nil
        }
        return FloatText.parse(text)
    }

    private static func moment(unixTime: Double) throws(DateProblem) -> Moment {
        guard !unixTime.isNaN else { throw DateProblem("NaN values not permitted") }
        // Beyond this pydantic takes the number for milliseconds.
        let seconds = unixTime.magnitude > 2e10 ? unixTime / 1000 : unixTime
        guard seconds < 253_402_300_800 else {
            throw DateProblem("dates after 9999 are not supported as unix timestamps")
        }
        guard seconds >= -62_167_219_200 else {
            throw DateProblem("dates before 0000 are not supported as unix timestamps")
        }
        return Moment(
            isMidnight: (seconds * 1e6).rounded().truncatingRemainder(dividingBy: 86_400e6) == 0,
            isInYearZero: seconds < -62_135_596_800
        )
    }
}
