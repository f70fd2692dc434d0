internal import JSON

/// Which of a row of calls: the first is number 1.
enum CallPattern: Sendable, Hashable {
    /// All of them.
    case all
    /// Those with these numbers.
    case numbers(Set<Int>)
    /// Those from one number to another, both included; without an end, all from the first on.
    case range(from: Int, to: Int?)
    /// Each call whose number is a multiple.
    case every(Int)

    /// Whether a call belongs to the pattern.
    /// - Parameter number: the call's, from 1.
    func contains(_ number: Int) -> Bool {
        switch self {
        case .all: true
        case .numbers(let numbers): numbers.contains(number)
        case .range(let from, let to): number >= from && number <= to ?? .max
        case .every(let step): number % step == 0
        }
    }

    /// Reads `3`, `[1, 3]`, `{"from": 2}`, `{"from": 2, "to": 4}` or `{"every": 3}` at a member.
    init(_ name: String, _ reader: inout FixtureReader) throws(LoadError) {
        let allowed = "must be a number from 1, a list of them, {\"from\", \"to\"} or {\"every\"}"
        func number(_ value: JSONValue?) -> Int? {
            value?.integer.flatMap { $0 >= 1 && $0 <= 1_000_000_000 ? Int($0) : nil }
        }
        guard let value = reader.optional(name) else {
            self = .all
            return
        }
        if let single = number(value) {
            self = .numbers([single])
        } else if let elements = value.array {
            let numbers = elements.compactMap(number)
            guard numbers.count == elements.count, !numbers.isEmpty, numbers.count <= 1_000 else {
                throw reader.error(name, allowed)
            }
            self = .numbers(Set(numbers))
        } else if value.object != nil {
            var members = try reader.object(name)
            let (from, to, every) = (members.optional("from"), members.optional("to"), members.optional("every"))
            try members.finish()
            switch (number(from), number(to), number(every)) {
            case (nil, nil, let step?) where from == nil && to == nil: self = .every(step)
            case (let first?, let last, nil) where every == nil && (to == nil || (last ?? 0) >= first):
                self = .range(from: first, to: last)
            default: throw reader.error(name, allowed)
            }
        } else {
            throw reader.error(name, allowed)
        }
    }
}
