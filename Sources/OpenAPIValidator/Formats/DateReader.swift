/// Why a text is not a date, in the words of the Rust crate `speedate`, which pydantic uses.
struct DateProblem: Error {
    let words: String

    init(_ words: String) {
        self.words = words
    }

    static let tooShort = DateProblem("input is too short")
}

/// Reads the parts of a date and a time.
struct DateReader {
    private let bytes: [UInt8]
    private var position = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    var isAtEnd: Bool {
        position == bytes.count
    }

    func expectEnd() throws(DateProblem) {
        guard isAtEnd else { throw DateProblem("unexpected extra characters at the end of the input") }
    }

    /// `YYYY-MM-DD`; returns the year.
    mutating func date() throws(DateProblem) -> Int {
        guard bytes.count - position >= 10 else { throw .tooShort }
        let year = try number(4, or: "invalid character in year")
        try expect("-", or: "invalid date separator, expected `-`")
        let month = try number(2, or: "invalid character in month")
        try expect("-", or: "invalid date separator, expected `-`")
        let day = try number(2, or: "invalid character in day")
        let days: Int
        switch month {
        case 1, 3, 5, 7, 8, 10, 12: days = 31
        case 4, 6, 9, 11: days = 30
        case 2: days = year.isMultiple(of: 4) && !year.isMultiple(of: 100) || year.isMultiple(of: 400) ? 29 : 28
        default: throw DateProblem("month value is outside expected range of 1-12")
        }
        guard 1...days ~= day else { throw DateProblem("day value is outside expected range") }
        return year
    }

    /// A separator and a time, with a fraction and a time zone if there are any; returns whether it is midnight.
    mutating func separatedTime() throws(DateProblem) -> Bool {
        guard let separator = peek() else { throw .tooShort }
        guard "Tt_ ".utf8.contains(separator) else {
            throw DateProblem("invalid datetime separator, expected `T`, `t`, `_` or space")
        }
        position += 1
        guard bytes.count - position >= 5 else { throw .tooShort }
        let hour = try number(2, or: "invalid character in hour")
        try expect(":", or: "invalid time separator, expected `:`")
        let minute = try number(2, or: "invalid character in minute")
        guard hour < 24 else { throw DateProblem("hour value is outside expected range of 0-23") }
        guard minute < 60 else { throw DateProblem("minute value is outside expected range of 0-59") }
        var rest = 0
        if peek() == UInt8(ascii: ":") {
            position += 1
            guard bytes.count - position >= 2 else { throw .tooShort }
            rest = try number(2, or: "invalid character in second")
            guard rest < 60 else { throw DateProblem("second value is outside expected range of 0-59") }
            rest += try fraction()
        }
        try zone()
        return hour == 0 && minute == 0 && rest == 0
    }

    /// The microseconds of a fraction; 0 without one.
    private mutating func fraction() throws(DateProblem) -> Int {
        guard let mark = peek(), mark == UInt8(ascii: ".") || mark == UInt8(ascii: ",") else { return 0 }
        position += 1
        var value = 0
        var digits = 0
        while let digit = peek(), 0x30...0x39 ~= digit {
            // What is finer than a microsecond is cut off.
            if digits < 6 {
                value = value * 10 + Int(digit - 0x30)
            }
            digits += 1
            position += 1
        }
        guard digits > 0 else { throw DateProblem("second fraction digits missing after `.`") }
        return value
    }

    private mutating func zone() throws(DateProblem) {
        guard let mark = peek() else { return }
        switch mark {
        case UInt8(ascii: "Z"), UInt8(ascii: "z"):
            position += 1
        case UInt8(ascii: "+"), UInt8(ascii: "-"):
            position += 1
            try zoneOffset()
        case 0xE2 where bytes[position...].starts(with: [0xE2, 0x88, 0x92]):
            position += 3
            try zoneOffset()
        default:
            throw DateProblem("invalid timezone sign")
        }
    }

    private mutating func zoneOffset() throws(DateProblem) {
        let hours = try zoneNumber(or: "invalid timezone hour")
        if peek() == UInt8(ascii: ":") {
            position += 1
        }
        let minutes = try zoneNumber(or: "invalid timezone minute")
        guard minutes < 60 else { throw DateProblem("timezone minute value is outside expected range of 0-59") }
        guard hours < 24 else { throw DateProblem("timezone offset must be less than 24 hours") }
    }

    /// Two digits; that they are not there is told in the same words as that they are none.
    private mutating func zoneNumber(or words: String) throws(DateProblem) -> Int {
        guard bytes.count - position >= 2 else { throw DateProblem(words) }
        return try number(2, or: words)
    }

    private func peek() -> UInt8? {
        position < bytes.count ? bytes[position] : nil
    }

    private mutating func expect(_ character: Unicode.Scalar, or words: String) throws(DateProblem) {
        guard peek() == UInt8(ascii: character) else { throw DateProblem(words) }
        position += 1
    }

    private mutating func number(_ digits: Int, or words: String) throws(DateProblem) -> Int {
        var value = 0
        for _ in 0..<digits {
            guard let digit = peek() else { throw .tooShort }
            guard 0x30...0x39 ~= digit else { throw DateProblem(words) }
            value = value * 10 + Int(digit - 0x30)
            position += 1
        }
        return value
    }
}
