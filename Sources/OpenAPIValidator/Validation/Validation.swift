import JSON

/// What became of a value.
enum Outcome {
    /// It is right as it is.
    case same
    /// It is right, and this is what it means.
    case changed(JSONValue)
    /// It is wrong; the failures have been noted.
    case failed
}

/// How well a value fits a branch of a union; pydantic's smart mode takes the best.
enum Exactness: Int, Comparable {
    case lax
    case strict
    case exact

    static func < (left: Exactness, right: Exactness) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// One value's validation: walks value and rules together and collects failures.
///
/// A failure knows its way only from where it arose; every rule outside puts its own step before it on return. So
/// nothing is written down about values that are right.
struct Validation {
    let rules: [Rule]
    var failures: [Failure] = []
    var exactness = Exactness.exact

    /// How many fields were given to models since a union's branch began; nil where there was no model.
    var fieldsSet: Int?

    /// How many models lie around the value.
    var modelDepth = 0

    init(_ program: Program) {
        rules = program.rules
    }

    mutating func check(_ id: RuleID, _ value: JSONValue) -> Outcome {
        switch rules[id] {
        case .any:
            floor(.strict)
            return .same
        case .null:
            if case .null = value { return .same }
            return fail(.noneRequired, value, id, "type")
        case .alias(let rule):
            return check(rule, value)
        case .boolean:
            return checkBoolean(value, id)
        case .string(let rule):
            return checkString(rule, value, id)
        case .integer(let rule):
            return checkInteger(rule, value, id)
        case .number(let rule):
            return checkNumber(rule, value, id)
        case .literal(let rule):
            return checkLiteral(rule, value, id)
        case .format(let format):
            return checkFormat(format, value, id)
        case .list(let rule):
            return checkList(rule, value, id)
        case .set(let rule):
            return checkSet(rule, value, id)
        case .tuple(let items):
            return checkTuple(items, value, id)
        case .dictionary(let rule):
            return checkDictionary(rule, value, id)
        case .model(let rule):
            return checkModel(rule, value, id)
        case .nullable(let inner):
            if case .null = value { return .same }
            return check(inner, value)
        case .union(let rule):
            return checkUnion(rule, value)
        case .tagged(let rule):
            return checkTagged(rule, value, id)
        }
    }

    mutating func floor(_ other: Exactness) {
        exactness = min(exactness, other)
    }

    mutating func fail(_ complaint: Complaint, _ input: JSONValue, _ rule: RuleID, _ keyword: JSONString) -> Outcome {
        failures.append(Failure(complaint: complaint, input: input, rule: rule, keyword: keyword))
        return .failed
    }

    /// Puts a step before the way of every failure since `mark`.
    mutating func prepend(_ step: Failure.Step, since mark: Int) {
        for index in mark..<failures.count {
            failures[index].way.append(step)
        }
    }
}
