import JSON

/// All rules of one model.
final class Program: Sendable {
    let rules: [Rule]

    /// Where each rule's schema is in the document.
    let sources: [JSONPointer]

    /// The rule of the whole input.
    let root: RuleID

    /// Whose words are answered.
    let version: PydanticVersion

    init(rules: [Rule], sources: [JSONPointer], root: RuleID, version: PydanticVersion = .two) {
        self.version = version
        self.rules = rules
        self.sources = sources
        self.root = root
    }

    /// The model that the whole input is; nil if it is something else.
    var model: ModelRule? {
        model(root)
    }

    /// The model that a rule comes down to, null aside.
    func model(_ start: RuleID) -> ModelRule? {
        var id = start
        // Aliases do not lead round in circles: the compiler refuses such schemas.
        while true {
            switch rules[id] {
            case .model(let model): return model
            case .alias(let next), .nullable(let next): id = next
            default: return nil
            }
        }
    }

    /// What becomes of a value, and what is wrong with it.
    func check(_ id: RuleID, _ value: JSONValue) -> (outcome: Outcome, failures: [Failure]) {
        switch version {
        case .one:
            var validation = OldValidation(self)
            let outcome = validation.check(id, value)
            return (outcome, validation.failures)
        case .two:
            var validation = Validation(self)
            let outcome = validation.check(id, value)
            return (outcome, validation.failures)
        }
    }
}
