/// Dates and times (RFC 3339, section 5.6).
enum TimeFormat {
    static func isDate(_ text: String) -> Bool {
        var cursor = TextCursor(text)
        return takeDate(&cursor) && cursor.isAtEnd
    }

    static func isTime(_ text: String) -> Bool {
        var cursor = TextCursor(text)
        return takeTime(&cursor) && cursor.isAtEnd
    }

    static func isDateTime(_ text: String) -> Bool {
        var cursor = TextCursor(text)
        return takeDate(&cursor) && cursor.take(letter: "t") && takeTime(&cursor) && cursor.isAtEnd
    }

    private static func takeDate(_ cursor: inout TextCursor) -> Bool {
        guard let year = cursor.number(digits: 4), cursor.take("-"), let month = cursor.number(digits: 2),
            cursor.take("-"), let day = cursor.number(digits: 2), 1...12 ~= month
        else { return false }
        let isLeap = year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400))
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return 1...days[month - 1] ~= day
    }

    private static func takeTime(_ cursor: inout TextCursor) -> Bool {
        guard let hour = cursor.number(digits: 2), cursor.take(":"), let minute = cursor.number(digits: 2),
            cursor.take(":"), let second = cursor.number(digits: 2), hour < 24, minute < 60, second <= 60
        else { return false }
        if cursor.take(".") {
            guard cursor.numberOfAnyLength(limit: 18) != nil else { return false }
            while let byte = cursor.peek, 0x30...0x39 ~= byte { _ = cursor.numberOfAnyLength() }
        }
        var offset = 0
        if !cursor.take(letter: "z") {
            let sign = cursor.take("+") ? 1 : cursor.take("-") ? -1 : 0
            guard sign != 0, let hours = cursor.number(digits: 2), cursor.take(":"),
                let minutes = cursor.number(digits: 2), hours < 24, minutes < 60
            else { return false }
            offset = sign * (hours * 60 + minutes)
        }
        // A leap second comes at the end of a day in UTC.
        return second < 60 || (hour * 60 + minute - offset + 2 * 1440) % 1440 == 1439
    }
}

/// Durations (RFC 3339, appendix A).
enum DurationFormat {
    static func allows(_ text: String) -> Bool {
        var cursor = TextCursor(text)
        guard cursor.take("P"), !cursor.isAtEnd else { return false }
        guard let date = take(["Y", "M", "D"], alone: "W", &cursor) else { return false }
        if cursor.isAtEnd { return date.count > 0 }
        guard !date.isAlone, cursor.take("T"), let time = take(["H", "M", "S"], alone: nil, &cursor) else {
            return false
        }
        return time.count > 0 && cursor.isAtEnd
    }

    /// Numbers with units, which follow each other without a gap.
    private static func take(
        _ units: [Unicode.Scalar],
        alone: Unicode.Scalar?,
        _ cursor: inout TextCursor
    ) -> (count: Int, isAlone: Bool)? {
        var (count, next) = (0, 0)
        while let byte = cursor.peek, 0x30...0x39 ~= byte {
            while let byte = cursor.peek, 0x30...0x39 ~= byte { _ = cursor.numberOfAnyLength() }
            if count == 0, let alone, cursor.take(alone) { return (1, true) }
            guard let found = units.indices.first(where: { cursor.take(units[$0]) }) else { return nil }
            guard count == 0 || found == next else { return nil }
            next = found + 1
            count += 1
        }
        return (count, false)
    }
}
