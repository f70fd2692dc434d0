internal import JSON

/// What a JSON value must look like: literal values, and holes for what may vary.
///
/// Members that the template does not name are allowed; those that it names must come in its order, or the difference is
/// cosmetic.
enum JSONTemplate {
    /// Any value at all.
    static let anything: JSONValue = "\u{FFFC}anything"
    /// Any text.
    static let text: JSONValue = "\u{FFFC}text"
    /// Any text but the empty one.
    static let word: JSONValue = "\u{FFFC}word"
    /// Any number.
    static let number: JSONValue = "\u{FFFC}number"
    /// Any whole number from zero.
    static let count: JSONValue = "\u{FFFC}count"

    /// How a value differs from a template.
    struct Mismatch {
        /// Where, as a JSON pointer.
        let place: String
        let expected: String
        let actual: String
        /// Whether only the order of members differs.
        var isOrder = false
    }

    /// The first difference; one of order only when there is no other.
    static func mismatch(
        _ template: JSONValue,
        _ value: JSONValue?,
        at place: String = ""
    )
        -> Mismatch?
    {
        guard let value else {
            return Mismatch(place: place, expected: spelling(template), actual: "nothing")
        }
        var order: Mismatch?
        switch (template, value) {
        case (.string(let hole), _) where hole.string?.hasPrefix("\u{FFFC}") == true:
            return fills(template, value) ? nil : different(template, value, place)
        case (.object(let expected), .object(let actual)):
            for (name, member) in expected {
                guard let mismatch = mismatch(member, actual[name], at: "\(place)/\(name)") else {
                    continue
                }
                if !mismatch.isOrder { return mismatch }
                order = order ?? mismatch
            }
            let named = actual.keys.filter { expected[$0] != nil }
            if named != expected.keys {
                order = Mismatch(
                    place: place,
                    expected: "members in the order \(expected.keys.map(\.description))",
                    actual: "\(named.map(\.description))",
                    isOrder: true
                )
            }
        case (.array(let expected), .array(let actual)):
            guard expected.count == actual.count else {
                return Mismatch(
                    place: place,
                    expected: "\(expected.count) elements",
                    actual: "\(actual.count): \(spelling(value))"
                )
            }
            for (index, element) in expected.enumerated() {
                guard let mismatch = mismatch(element, actual[index], at: "\(place)/\(index)") else {
                    continue
                }
                if !mismatch.isOrder { return mismatch }
                order = order ?? mismatch
            }
        default:
            return template == value ? nil : different(template, value, place)
        }
        return order
    }

    private static func different(
        _ template: JSONValue,
        _ value: JSONValue,
        _ place: String
    )
        -> Mismatch
    {
        Mismatch(place: place, expected: spelling(template), actual: spelling(value))
    }

    private static func fills(_ hole: JSONValue, _ value: JSONValue) -> Bool {
        switch hole {
        case text: value.string != nil
        case word: value.string.map { !$0.isEmpty } ?? false
        case number: value.number != nil
        case count: value.integer.map { $0 >= 0 } ?? false
        default: true
        }
    }

    /// A value as JSON, its holes by name.
    static func spelling(_ value: JSONValue) -> String {
        String(decoding: value.serialized(), as: UTF8.self).replacing("\"\u{FFFC}", with: "\"any ")
    }
}
